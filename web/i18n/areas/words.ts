/** The words of the areas in /admin in the page's language. */
import type { Language } from '../words.ts'
import { areasEn } from './en.ts'
import { areasZhCN, type AreasWords } from './zh-CN.ts'

export type { AreasWords }
const CATALOGUE: Record<Language, AreasWords> = { 'zh-CN': areasZhCN, en: areasEn }
export const areasWords = (language: Language): AreasWords => CATALOGUE[language]
