/** The words of the desk's queue in the page's language. */
import type { Language } from '../../words.ts'
import { queueEn } from './en.ts'
import { queueZhCN, type QueueWords } from './zh-CN.ts'

export type { QueueWords }
const CATALOGUE: Record<Language, QueueWords> = { 'zh-CN': queueZhCN, en: queueEn }
export const queueWords = (language: Language): QueueWords => CATALOGUE[language]
