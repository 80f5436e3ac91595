/** One component on an empty page, in a language and a theme. Used by tests alone. */
import { createPinia, type Pinia } from 'pinia'
import { createApp, h, type App, type Component } from 'vue'
import type { Language } from '../../i18n/words.ts'
import { usePreferences } from '../../stores/preferences.ts'
import type { Theme } from '../../styles/tokens.ts'

export interface Mounted {
  root: HTMLElement
  app: App
  pinia: Pinia
  unmount(): void
}

export function mount(
  component: Component,
  props: Record<string, unknown> = {},
  { language = 'zh-CN', theme = 'light' }: { language?: Language; theme?: Theme } = {},
): Mounted {
  const root = document.body.appendChild(document.createElement('main'))
  const pinia = createPinia()
  const app = createApp({ render: () => h(component, props) }).use(pinia)
  const preferences = usePreferences(pinia)
  preferences.setLanguage(language)
  preferences.setTheme(theme)
  app.mount(root)
  return {
    root,
    app,
    pinia,
    unmount() {
      app.unmount()
      root.remove()
      localStorage.clear()
    },
  }
}
