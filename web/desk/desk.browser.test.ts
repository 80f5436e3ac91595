/** The desk's queue in a real browser: ten thousand cases in a storm, walked by keys, heard, and whole in both languages and themes. */
import '@fontsource-variable/noto-sans-sc'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { emptyPicture, type Frame, type Picture } from '@shaotai/shared/domain/picture.ts'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { createPinia } from 'pinia'
import { createApp, h, nextTick, type App } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { startClock, type Clock } from '../clock/clock.ts'
import { CLOCK } from '../clock/use-clock.ts'
import { LANGUAGES } from '../i18n/words.ts'
import { violationsIn } from '../parts/testing/axe.ts'
import { useDesk } from '../stores/desk.ts'
import { usePreferences } from '../stores/preferences.ts'
import '../styles/base.css'
import { THEMES } from '../styles/tokens.ts'
import type { DeskQueueState, Feed } from './queue/use-queue.ts'
import { deskCases } from './testing/desk-cases.ts'
import DeskSample from './testing/DeskSample.vue'

const COUNT = 10_000
let app: App | null = null
let clock: Clock | null = null
let root: HTMLElement | null = null
afterEach(() => {
  app?.unmount()
  clock?.stop()
  root?.remove()
  localStorage.clear()
})

/** A feed that a test drives: pictures as the live store publishes them. */
function feedOf(cases: ReadonlyMap<string, CaseView>) {
  let listener: Parameters<Feed['onPicture']>[0] = () => {}
  let picture: Picture = { ...emptyPicture('epoch', 1), cases }
  const feed: Feed = {
    get picture() {
      return picture
    },
    onPicture: (it) => ((listener = it), () => {}),
  }
  /** These cases changed, or left, in one frame. */
  function tell(changed: readonly CaseView[], gone: readonly string[] = []): void {
    const next = new Map(picture.cases)
    for (const it of changed) next.set(it.id, it)
    for (const id of gone) next.delete(id)
    const seq = picture.seq + 1
    picture = { ...picture, seq, cases: next }
    const events = [...changed.map(({ id }) => id), ...gone].map((caseId) => ({ caseId }))
    listener(picture, [{ from: seq, to: seq, events } as unknown as Frame], false)
  }
  return { feed, tell, now: () => picture }
}

async function open(count: number, look: { language?: 'zh-CN' | 'en'; theme?: 'dark' | 'light' } = {}) {
  await page.viewport(1280, 800)
  root = document.body.appendChild(document.createElement('main'))
  const pinia = createPinia()
  clock = startClock()
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [{ path: '/', component: { render: () => null } }],
  })
  await router.push('/?tab=all')
  const driven = feedOf(deskCases(count))
  let queue: DeskQueueState | null = null
  app = createApp({
    render: () => h(DeskSample, { feed: driven.feed, ready: (it: DeskQueueState) => (queue = it) }),
  })
  app.provide(CLOCK, clock).use(pinia).use(router)
  usePreferences(pinia).setLanguage(look.language ?? 'zh-CN')
  usePreferences(pinia).setTheme(look.theme ?? 'light')
  app.mount(root)
  await expect
    .poll(() => root!.querySelectorAll('.rows [role=option]').length, { timeout: 20_000 })
    .toBeGreaterThan(5)
  return { root, queue: queue!, desk: useDesk(pinia), router, ...driven }
}
const rows = () => [...root!.querySelectorAll<HTMLElement>('.rows [role=option]')]
const chosen = () => rows().find((it) => it.ariaSelected === 'true')?.dataset['case'] ?? null

describe('ten thousand cases', () => {
  it('are all counted, and no more rows are drawn than a screen holds', async () => {
    const { queue } = await open(COUNT)
    expect(queue.ids.value.length).toBeGreaterThan(COUNT * 0.8)
    expect(rows().length).toBeLessThan(60)
    expect(rows()[0]!.dataset['case']).toBe(queue.ids.value[0])
  })
  it('of fifty that change in a frame only the rows in sight are drawn again, and no other row', async () => {
    const { queue, tell, now } = await open(2_000)
    const touched = new Set<string>()
    const note = (records: MutationRecord[]): void => {
      for (const { target } of records) {
        const row = (target instanceof HTMLElement ? target : target.parentElement)?.closest('[data-case]')
        if (row) touched.add((row as HTMLElement).dataset['case']!)
      }
    }
    const observer = new MutationObserver(note)
    observer.observe(root!.querySelector('.rows')!, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    })
    const drawn = rows().map((it) => it.dataset['case']!)
    const inSight = drawn.slice(1, 3)
    const some = [...inSight, ...queue.ids.value.slice(500, 548)].map((id) => now().cases.get(id)!)
    tell(some.map((it) => ({ ...it, urges: it.urges + 1, version: it.version + 1 })))
    await nextTick()
    note(observer.takeRecords())
    observer.disconnect()
    expect([...touched].toSorted()).toEqual(inSight.toSorted())
  })
  it('a key never leads to a case that has left and has no row, and another list begins at its top', async () => {
    const { queue, desk, tell, router } = await open(2_000)
    for (let i = 0; i < 9; i += 1) queue.move(1)
    const [tenth, eleventh, next] = queue.ids.value.slice(9, 12)
    queue.touch()
    tell([], [tenth!, eleventh!])
    expect(queue.move(1)).toBe(next)
    await expect.poll(chosen).toBe(next)
    desk.select('of no list')
    await router.push('/?tab=all&kind=hazard')
    await expect.poll(() => queue.filter.value.picks).not.toEqual({})
    expect(queue.move(1)).toBe(queue.ids.value[0])
  })
  it('a key pressed before another list is counted acts on that list, and the view goes back to its top', async () => {
    const { queue, router, now } = await open(2_000)
    const box = root!.querySelector('.rows')!
    for (let i = 0; i < 40; i += 1) queue.move(1)
    await expect.poll(() => box.scrollTop).toBeGreaterThan(0)
    // The next turn of the page has the new filter, and nobody has counted yet.
    void router.push('/?tab=all&kind=hazard')
    await vi.waitUntil(() => queue.filter.value.picks.kind !== undefined, { interval: 0 })
    expect(queue.ids.value.some((id) => now().cases.get(id)!.kind !== 'hazard')).toBe(true)
    const first = queue.move(1)!
    expect(queue.ids.value.every((id) => now().cases.get(id)!.kind === 'hazard')).toBe(true)
    expect(queue.ids.value).toContain(first)
    await expect.poll(() => rows()[0]!.dataset['case']).toBe(queue.ids.value[0])
  })
  it('keep the choice and its row while other rows change, come and go', async () => {
    const { queue, desk, tell, now } = await open(2_000)
    for (let i = 0; i < 5; i += 1) queue.move(1)
    await nextTick()
    const id = desk.selected!
    expect(id).toBe(queue.ids.value[4])
    await expect.poll(chosen).toBe(id)
    const order = queue.ids.value
    const cases = now().cases
    const gravest = queue.ids.value.slice(-20).map((it) => ({
      ...cases.get(it)!,
      priority: 'P1' as const,
      severity: 'red' as const,
      version: 9,
    }))
    queue.touch()
    tell(gravest, [queue.ids.value[0]!])
    // Nobody has moved: the hand was just here.
    expect(queue.ids.value).toBe(order)
    await expect.poll(() => queue.ids.value !== order, { timeout: 30_000 }).toBe(true)
    expect(desk.selected).toBe(id)
    expect(queue.ids.value).not.toContain(order[0])
  })
  it('a chosen case that leaves stays chosen, and the queue says where it went', async () => {
    const { queue, desk, tell, router, now } = await open(500)
    await router.push('/?tab=to_dispatch')
    await expect.poll(() => queue.filter.value.tab).toBe('to_dispatch')
    await nextTick()
    const id = queue.move(1)!
    const it = now().cases.get(id)!
    tell([
      { ...it, status: 'dispatched', lifecycle: 'ticket/1', kind: 'ticket', department: 'D1', version: 7 },
    ])
    queue.settle()
    await expect
      .poll(() => root!.querySelector('.gone')?.textContent ?? '', { timeout: 30_000 })
      .toContain(it.no)
    expect(desk.selected).toBe(id)
    expect(root!.querySelector('.gone')!.textContent).toContain('D1')
  })
})

describe('by keyboard and by ear', () => {
  it('a number typed into the line finds its case, and Enter chooses it', async () => {
    const { desk, now } = await open(500)
    const it = [...now().cases.values()][123]!
    await userEvent.click(page.getByRole('combobox'))
    await userEvent.keyboard(it.no)
    await expect.poll(() => root!.querySelector('[data-found=case]')?.textContent ?? '').toContain(it.no)
    await userEvent.keyboard('{Enter}')
    expect(desk.selected).toBe(it.id)
  })
  for (const [i, theme] of THEMES.entries())
    it(`nothing is unsaid or cut, in ${theme}, ${LANGUAGES[i]!}`, async () => {
      const { queue, desk } = await open(300, { theme, language: LANGUAGES[i]! })
      queue.move(1)
      desk.mark(queue.ids.value[1]!)
      await page.getByRole('button', { expanded: false }).first().click()
      await nextTick()
      expect(await violationsIn(document.body)).toEqual([])
      const cut = [...root!.querySelectorAll<HTMLElement>('.queue *')].filter((it) => {
        const { textOverflow, display, overflowX } = getComputedStyle(it)
        return (
          textOverflow !== 'ellipsis' &&
          display !== 'inline' &&
          overflowX !== 'visible' &&
          !it.matches('.rows, .space, .fits, .row, .part-aloud') &&
          it.scrollWidth > it.clientWidth + 1
        )
      })
      expect(cut.map((it) => it.className)).toEqual([])
      expect(root!.scrollWidth).toBeLessThanOrEqual(root!.clientWidth)
    })
})
