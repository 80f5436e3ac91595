/** The words of sign-in and way-finding in the page's language. */
import type { Language } from '../words.ts'
import { homeEn } from './en.ts'
import { homeZhCN, type HomeWords } from './zh-CN.ts'

export type { HomeWords }
const CATALOGUE: Record<Language, HomeWords> = { 'zh-CN': homeZhCN, en: homeEn }
export const homeWords = (language: Language): HomeWords => CATALOGUE[language]
