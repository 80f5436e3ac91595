/** A page on its own, signed in, linked, and answered by a few fixed replies at the network's rim. Used by tests alone. */
import type { Person } from '@shaotai/shared/contract/http.ts'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'
import { createPinia } from 'pinia'
import { createApp, h, type Component } from 'vue'
import { createMemoryHistory, createRouter, RouterView } from 'vue-router'
import type { Reader } from '../../case/reader.ts'
import { startClock } from '../../clock/clock.ts'
import { CLOCK } from '../../clock/use-clock.ts'
import { wordsOf, type Language } from '../../i18n/words.ts'
import { useDesk } from '../../stores/desk.ts'
import { useDirectory } from '../../stores/directory.ts'
import { useLive } from '../../stores/live.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { useSession } from '../../stores/session.ts'
import type { Theme } from '../../styles/tokens.ts'

export interface Asked {
  path: string
  body: Record<string, unknown> | null
  key: string | null
}
type Answer = (asked: Asked) => [status: number, body: unknown]

/** Answers every request of the page by its path; gives what was asked, and the way out. */
export function answerWith(answers: Record<string, Answer>): { asked: Asked[]; stop: () => void } {
  const asked: Asked[] = []
  const before = globalThis.fetch
  globalThis.fetch = async (path, init) => {
    const it = {
      path: String(path),
      body: typeof init?.body === 'string' ? JSON.parse(init.body) : null,
      key: new Headers(init?.headers).get('idempotency-key'),
    }
    const answer = Object.entries(answers).find(([begin]) => it.path.startsWith(begin))?.[1]
    if (!answer) return before(path, init)
    asked.push(it)
    const [status, body] = answer(it)
    return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
  }
  return { asked, stop: () => void (globalThis.fetch = before) }
}

export const readerIn = (language: Language): Reader => ({
  words: wordsOf(language),
  language,
  now: Date.UTC(2026, 10, 26),
  calendar: null,
  category: (code) => code,
  department: (code) => code,
  departments: [],
  area: (path) => path.join(' › '),
})

export const personOf = (role: Role): Person => ({
  id: `person-${role}`,
  username: role,
  name: role,
  role,
  department: null,
  areas: [],
  audiences: ['lobby', 'wall', 'desk'],
  mustChangePassword: false,
})

/** A page at `/desk` of a router in memory. */
export async function openPage(
  page: Component,
  props: Record<string, unknown>,
  { role, language, theme }: { role: Role | null; language: Language; theme: Theme },
) {
  const root = document.body.appendChild(document.createElement('div'))
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/desk', component: { render: () => h('main', h(page, props)) } },
      { path: '/:other(.*)*', component: { render: () => h('main') } },
    ],
  })
  await router.push('/desk?map=plain')
  const pinia = createPinia()
  const clock = startClock()
  const app = createApp({ render: () => h(RouterView) })
  app.provide(CLOCK, clock).use(pinia).use(router)
  const preferences = usePreferences(pinia)
  preferences.setLanguage(language)
  preferences.setTheme(theme)
  await app.runWithContext(async () => {
    useSession(pinia).person = role && personOf(role)
    useLive(pinia).link = { link: 'live' } as never
    await useDirectory(pinia).read()
  })
  app.mount(root)
  return {
    router,
    live: app.runWithContext(() => useLive(pinia)),
    desk: useDesk(pinia),
    close() {
      app.unmount()
      clock.stop()
      root.remove()
      localStorage.clear()
    },
  }
}
