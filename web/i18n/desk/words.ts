/** The words of /desk in the page's language. */
import type { Language } from '../words.ts'
import { deskEn } from './en.ts'
import { deskZhCN, type DeskWords } from './zh-CN.ts'

export type { DeskWords }
const CATALOGUE: Record<Language, DeskWords> = { 'zh-CN': deskZhCN, en: deskEn }
export const deskWords = (language: Language): DeskWords => CATALOGUE[language]
