/** The words of /admin in the page's language. */
import type { Language } from '../words.ts'
import { adminEn } from './en.ts'
import { adminZhCN, type AdminWords } from './zh-CN.ts'

export type { AdminWords }
const CATALOGUE: Record<Language, AdminWords> = { 'zh-CN': adminZhCN, en: adminEn }
export const adminWords = (language: Language): AdminWords => CATALOGUE[language]
