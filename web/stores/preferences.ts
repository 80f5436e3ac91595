/**
 * How this screen is read: language and theme. From the address, else what was chosen here before, else the
 * browser's languages and what the view or the system prefers. Both change without a reload.
 */
import { defineStore } from 'pinia'
import { computed, shallowRef, watchEffect } from 'vue'
import { pickLanguage, wordsOf, type Language } from '../i18n/words.ts'
import { THEMES, type Theme } from '../styles/tokens.ts'

const KEPT_LANGUAGE = 'shaotai.language'
const KEPT_THEME = 'shaotai.theme'
const asTheme = (text: string | null): Theme | null => THEMES.find((it) => it === text) ?? null

export const usePreferences = defineStore('preferences', () => {
  const asked = new URLSearchParams(location.search)
  const language = shallowRef<Language>(
    pickLanguage(asked.get('lang'), localStorage.getItem(KEPT_LANGUAGE), navigator.languages),
  )
  const words = computed(() => wordsOf(language.value))

  /** What a person chose; null: nobody did. */
  const theme = shallowRef<Theme | null>(
    asTheme(asked.get('theme')) ?? asTheme(localStorage.getItem(KEPT_THEME)),
  )
  /** What the view would have, such as a wall in a dark room; null: it follows the system. */
  const viewTheme = shallowRef<Theme | null>(null)
  const light = matchMedia('(prefers-color-scheme: light)')
  const systemTheme = shallowRef<Theme>(light.matches ? 'light' : 'dark')
  light.addEventListener('change', () => (systemTheme.value = light.matches ? 'light' : 'dark'))
  const shownTheme = computed(() => theme.value ?? viewTheme.value ?? systemTheme.value)

  function setLanguage(next: Language): void {
    language.value = next
    localStorage.setItem(KEPT_LANGUAGE, next)
  }
  /** Null gives the choice back to view and system. */
  function setTheme(next: Theme | null): void {
    theme.value = next
    if (next) localStorage.setItem(KEPT_THEME, next)
    else localStorage.removeItem(KEPT_THEME)
  }
  /** Every view says its name and its wish when it opens. */
  function openView(
    name: 'wall' | 'home' | 'design' | 'case' | 'admin' | 'desk' | 'brief',
    wish: Theme | null,
  ): void {
    document.documentElement.dataset['view'] = name
    viewTheme.value = wish
  }
  watchEffect(() => (document.documentElement.lang = language.value))
  // At once, not with the next rendering: what is drawn then reads the new colours.
  watchEffect(() => (document.documentElement.dataset['theme'] = shownTheme.value), { flush: 'sync' })
  return { language, theme, shownTheme, words, setLanguage, setTheme, openView }
})
