/** The parts' own words in the page's language. */
import type { Language } from '../words.ts'
import { partsEn } from './en.ts'
import { partsZhCN, type PartWords } from './zh-CN.ts'

export type { PartWords }
const CATALOGUE: Record<Language, PartWords> = { 'zh-CN': partsZhCN, en: partsEn }
export const partWords = (language: Language): PartWords => CATALOGUE[language]
