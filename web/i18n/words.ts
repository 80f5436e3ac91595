/**
 * The catalogue and the languages it exists in. Our own few lines rather than a library: a missing or
 * misspelt key is a compile error, whole sentences are functions of their parts, pure derivations use it in
 * Node, and nothing is compiled in the browser, so a strict content security policy needs no exception.
 */
import { en } from './en.ts'
import { zhCN, type Words } from './zh-CN.ts'

export type { Words }
export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

const CATALOGUE: Record<Language, Words> = { 'zh-CN': zhCN, en }
export const wordsOf = (language: Language): Words => CATALOGUE[language]

/** `?lang=` first, then what was chosen before, then the browser's list; English for everybody else. */
export function pickLanguage(
  asked: string | null,
  chosen: string | null,
  browser: readonly string[],
): Language {
  for (const wish of [asked, chosen, ...browser]) {
    if (wish?.toLowerCase().startsWith('zh')) return 'zh-CN'
    if (wish?.toLowerCase().startsWith('en')) return 'en'
  }
  return 'en'
}

/** The directory keeps an English name where somebody wrote one. */
export const nameIn = (language: Language, it: { name: string; nameEn: string | null }): string =>
  language === 'en' ? (it.nameEn ?? it.name) : it.name
