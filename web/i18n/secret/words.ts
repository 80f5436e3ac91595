/** The words of asking to see a secret case in the page's language. */
import type { Language } from '../words.ts'
import { secretEn } from './en.ts'
import { secretZhCN, type SecretWords } from './zh-CN.ts'

const CATALOGUE: Record<Language, SecretWords> = { 'zh-CN': secretZhCN, en: secretEn }
export const secretWords = (language: Language): SecretWords => CATALOGUE[language]
