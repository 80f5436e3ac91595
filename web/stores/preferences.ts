/** How this screen is read: language and theme. From the address, else what was chosen here before. */
import { defineStore } from 'pinia'
import { computed, shallowRef, watchEffect } from 'vue'
import { pickLanguage, wordsOf, type Language } from '../i18n/words.ts'

const KEPT = 'shaotai.language'
export type Theme = 'dark' | 'light'

export const usePreferences = defineStore('preferences', () => {
  const asked = new URLSearchParams(location.search)
  const language = shallowRef<Language>(
    pickLanguage(asked.get('lang'), localStorage.getItem(KEPT), navigator.languages),
  )
  /** Null: as the view prefers (the wall is dark), else as the system does. */
  const askedTheme = asked.get('theme')
  const theme = shallowRef<Theme | null>(askedTheme === 'dark' || askedTheme === 'light' ? askedTheme : null)
  const words = computed(() => wordsOf(language.value))

  function setLanguage(next: Language): void {
    language.value = next
    localStorage.setItem(KEPT, next)
  }
  watchEffect(() => {
    document.documentElement.lang = language.value
    if (theme.value) document.documentElement.dataset['theme'] = theme.value
  })
  return { language, theme, words, setLanguage }
})
