/**
 * What a desk shows, noted in the page by the page's own clock: each change of the open case, of what is pending and of what is
 * told of a conflict, and when the server answered. Counts as shown only what nothing covers. Judges nothing.
 */
import type { BrowserContext, Page } from 'playwright-core'

export interface Shown {
  /** Of the frame in which it was there, ms of the page's monotonic clock, as all instants here. */
  at: number
  caseId: string
  version: number
  /** The owner, as the facts name it. */
  department: string
  /** What is told of a conflict; empty: nothing that can be seen. */
  conflict: string
  /** Marks of what was decided and is not through. */
  pending: number
}
export interface Heard {
  at: number
  is: 'taken' | 'conflict'
}
declare global {
  interface Window {
    desk?: { shown: Shown[]; heard: Heard[] }
  }
}

/** Before the first page is opened. `label`: of the owner's fact. */
export const noteShown = (context: BrowserContext, label: string): Promise<unknown> =>
  context.addInitScript(note, label)
export const now = (page: Page): Promise<number> => page.evaluate(() => performance.now())
export const notedSince = async (page: Page, since: number): Promise<{ shown: Shown[]; heard: Heard[] }> => {
  const { shown, heard } = (await page.evaluate(() => window.desk))!
  const later = <T extends { at: number }>(all: T[]): T[] => all.filter(({ at }) => at >= since)
  return { shown: later(shown), heard: later(heard) }
}

/** Runs in the page. */
function note(label: string): void {
  const desk: NonNullable<Window['desk']> = (window.desk = { shown: [], heard: [] })
  // An answer is heard before the product's own code hears it.
  const Plain = window.WebSocket
  window.WebSocket = class extends Plain {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      this.addEventListener('message', ({ data }) => {
        if (typeof data !== 'string' || !/^43\d+\[/.test(data)) return
        const is = /"ok":true/.test(data) ? 'taken' : /"version_conflict"/.test(data) ? 'conflict' : null
        if (is) desk.heard.push({ at: performance.now(), is })
      })
    }
  }
  const textOf = (it: Element | null | undefined): string => it?.textContent?.trim() ?? ''
  const isSeen = (it: Element): boolean => {
    const { x, y, width, height } = it.getBoundingClientRect()
    return it.contains(document.elementFromPoint(x + Math.min(width, 12) / 2, y + Math.min(height, 12) / 2))
  }
  const read = (): Omit<Shown, 'at'> => {
    const open = document.querySelector<HTMLElement>('[data-case][data-case-version]')
    const owner = [...(open?.querySelectorAll('.facts div') ?? [])].find(
      (it) => textOf(it.querySelector('dt')) === label,
    )
    const told = document.querySelector('[data-conflict-what]')
    return {
      caseId: open?.dataset['case'] ?? '',
      version: Number(open?.dataset['caseVersion'] ?? 0),
      department: textOf(owner?.querySelector('dd')),
      conflict: told && isSeen(told) ? textOf(told) : '',
      pending: document.querySelectorAll(
        '[data-act] [data-stage], [data-outbox] [data-stage]:not([data-stage=conflict], [data-stage=refused])',
      ).length,
    }
  }
  let last = ''
  let isAsked = false
  const look = (at: number): void => {
    isAsked = false
    const shown = read()
    const text = JSON.stringify(shown)
    if (text === last) return
    last = text
    desk.shown.push({ at, ...shown })
  }
  new MutationObserver(() => {
    if (isAsked) return
    isAsked = true
    requestAnimationFrame(() => look(performance.now()))
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true })
}
