/** The words of the intake form in the page's language. */
import type { Language } from '../words.ts'
import { intakeEn } from './en.ts'
import { intakeZhCN, type IntakeWords } from './zh-CN.ts'

export type { IntakeWords }
const CATALOGUE: Record<Language, IntakeWords> = { 'zh-CN': intakeZhCN, en: intakeEn }
export const intakeWords = (language: Language): IntakeWords => CATALOGUE[language]
