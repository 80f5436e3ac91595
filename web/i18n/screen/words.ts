/** The words of what stands round the screens of signed-in people in the page's language. */
import type { Language } from '../words.ts'
import { screenEn } from './en.ts'
import { screenZhCN, type ScreenWords } from './zh-CN.ts'

export type { ScreenWords }
const CATALOGUE: Record<Language, ScreenWords> = { 'zh-CN': screenZhCN, en: screenEn }
export const screenWords = (language: Language): ScreenWords => CATALOGUE[language]
