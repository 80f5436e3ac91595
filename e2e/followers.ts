/** How soon a screen has what the ledger has: notes, in the page, when each seq came. Knows where a screen tells its seq. */
import type { Page } from 'playwright-core'

export interface Follower {
  name: string
  /** From the ledger's stamp of an event to the page's picture, ms. */
  after: (event: { seq: number; recordedAt: number }) => Promise<number>
}
declare global {
  interface Window {
    followed?: [seq: number, atMs: number][]
  }
}
/** Of one look at the page by itself, ms. */
const EVERY_MS = 10

export async function follow(name: string, page: Page): Promise<Follower> {
  await page.evaluate((every) => {
    const followed: [number, number][] = (window.followed = [])
    const seq = (): number =>
      window.__shaotai?.seq() ??
      Number(document.querySelector<HTMLElement>('[data-as-of]')?.dataset['seq'] ?? 0)
    setInterval(() => {
      const now = seq()
      if (now > (followed.at(-1)?.[0] ?? 0)) followed.push([now, Date.now()])
    }, every)
  }, EVERY_MS)
  return {
    name,
    after: async ({ seq, recordedAt }) => {
      const at = await page.waitForFunction(
        (wanted) => window.followed!.find(([its]) => its >= wanted)?.[1],
        seq,
        { polling: EVERY_MS },
      )
      return (await at.jsonValue())! - recordedAt
    },
  }
}
