/**
 * A hand at a keyboard before a list of cases, and how long each key took to be seen: from the browser's own stamp of the
 * press until the frame is out that first had the answer in it. Knows the marks that a row, a tab and a chip bear, and
 * no page behind them.
 */
import type { Page } from 'playwright-core'

/** What a key does: where to put the focus first, and what of the page must be different when it was answered. */
export interface Stroke {
  key: string
  answers: 'chosen' | 'opened' | 'tab' | 'chip'
  focus?: string
}
export interface Pressed {
  answers: Stroke['answers']
  /** Press to painted, ms; Infinity: not within `LOST_MS`. */
  ms: number
  key: string
  /** Which stroke of the run it was. */
  at: number
}

const LOST_MS = 5_000
/** Between two strokes of somebody who works quickly, ms. */
const [QUICKEST_MS, SLOWEST_MS] = [150, 350]

/** From now on the page notes its strokes; again after every navigation. */
export const noteStrokes = (page: Page): Promise<void> => page.evaluate(watchStrokes, LOST_MS)

/** ms of those that were answered; how many were not is told apart. */
export const answeredMs = (pressed: readonly Pressed[]): number[] =>
  pressed.map(({ ms }) => ms).filter(Number.isFinite)

/** Strokes in turn until `ms` are over; none begins before the one before it is answered. */
export async function strike(
  page: Page,
  strokes: readonly Stroke[],
  ms: number,
  random: () => number,
): Promise<Pressed[]> {
  const until = performance.now() + ms
  const pressed: Pressed[] = []
  for (let i = 0; performance.now() < until; i += 1) {
    const { key, answers, focus } = strokes[i % strokes.length]!
    if (focus !== undefined) await page.locator(focus).focus()
    await page.evaluate((it) => (window as unknown as Watched).strokes.expect(it), answers)
    await page.keyboard.press(key)
    pressed.push({
      answers,
      key,
      at: i % strokes.length,
      ms: await page.evaluate(() => (window as unknown as Watched).strokes.answered()),
    })
    await new Promise((resolve) => setTimeout(resolve, QUICKEST_MS + random() * (SLOWEST_MS - QUICKEST_MS)))
  }
  return pressed
}

interface Watched {
  strokes: { expect: (it: Stroke['answers']) => void; answered: () => Promise<number> }
}

/** In the page. */
function watchStrokes(lostMs: number): void {
  const all = (selector: string): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(selector)]
  const rows = (): string =>
    all('.rows [data-case]')
      .map((it) => it.dataset['case'])
      .sort()
      .join()
  /** What is to be seen of the answer; another value when it is there. Null: not yet to be seen at all. */
  const sights: Record<string, () => string | null> = {
    chosen: () => {
      const row = document.querySelector<HTMLElement>('.rows [aria-selected=true]')
      const box = document.querySelector('.rows')!.getBoundingClientRect()
      if (!row) return null
      const { top, bottom } = row.getBoundingClientRect()
      return top >= box.top - 1 && bottom <= box.bottom + 1 ? row.dataset['case']! : null
    },
    opened: () => String(document.activeElement?.matches('main') ?? false),
    // What is pressed and the rows under it: the one without the other is no answer.
    tab: () => `${document.querySelector<HTMLElement>('[data-tab][aria-pressed=true]')?.dataset['tab']}`,
    chip: () =>
      all('[data-chip][aria-pressed=true]')
        .map((it) => it.dataset['chip'])
        .join(),
  }
  let sight: () => string | null = () => null
  let wantsRows = false
  let answer: Promise<number> = Promise.resolve(Number.NaN)
  const strokes = {
    expect: (it: string): void => {
      sight = sights[it]!
      wantsRows = it === 'tab' || it === 'chip'
      const [before, rowsBefore] = [sight(), wantsRows ? rows() : '']
      const isThere = (): boolean => {
        const now = sight()
        return now !== null && now !== before && (!wantsRows || rows() !== rowsBefore)
      }
      answer = new Promise((resolve) => {
        addEventListener(
          'keydown',
          ({ timeStamp }) => {
            const look = (): void => {
              if (performance.now() - timeStamp > lostMs) return resolve(Number.POSITIVE_INFINITY)
              if (!isThere()) return void requestAnimationFrame(look)
              // This frame paints it; a message is read when the frame is out.
              const { port1, port2 } = new MessageChannel()
              port1.addEventListener('message', () => resolve(performance.now() - timeStamp))
              port1.start()
              port2.postMessage(0)
            }
            requestAnimationFrame(look)
          },
          { once: true, capture: true },
        )
      })
    },
    answered: () => answer,
  }
  Object.assign(window, { strokes })
}
