/** The words of acting on a case, at the desk and on its page, in the page's language. */
import type { Language } from '../words.ts'
import { actingEn } from './en.ts'
import { actingZhCN, type ActingWords } from './zh-CN.ts'

export type { ActingWords }
const CATALOGUE: Record<Language, ActingWords> = { 'zh-CN': actingZhCN, en: actingEn }
export const actingWords = (language: Language): ActingWords => CATALOGUE[language]
