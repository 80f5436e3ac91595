/** The words of /brief in the page's language. */
import type { Language } from '../words.ts'
import { briefEn } from './en.ts'
import { briefZhCN, type BriefWords } from './zh-CN.ts'

export type { BriefWords }
const CATALOGUE: Record<Language, BriefWords> = { 'zh-CN': briefZhCN, en: briefEn }
export const briefWords = (language: Language): BriefWords => CATALOGUE[language]
