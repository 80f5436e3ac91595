/**
 * What a page costs its main thread, asked from outside: the thread's CPU time, and by a sampling profile whose
 * work it was. Workers and the graphics process are not in it.
 */
import type { CDPSession, Page } from 'playwright-core'
import { momentsOf, sharesOf, type Moment, type Party, type Profile, type SourceOf } from './attribution.ts'

export interface PageCost {
  /** CPU of the main thread by party, ms a second. */
  cpuMs: Record<Party, number>
  /** Of all parties. */
  totalMs: number
  moments: Moment[]
  /** As DevTools read it. */
  profile: Profile
  /** How many times longer than its CPU time the thread's work took: 1 on a machine of its own. */
  stretch: number
  /** Scripts that were seen at work. */
  urls: Set<string>
}

/** Samples a second are 1,000,000 divided by this. */
const SAMPLE_US = 500

/** `during`: so many ms, or until that is done. */
export async function costOf(
  cdp: CDPSession,
  during: number | Promise<unknown>,
  sourceOf: SourceOf,
): Promise<PageCost> {
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  await cdp.send('Profiler.enable')
  await cdp.send('Profiler.setSamplingInterval', { interval: SAMPLE_US })
  const before = await taskSeconds(cdp)
  await cdp.send('Profiler.start')
  const begun = performance.now()
  await (typeof during === 'number' ? new Promise((resolve) => setTimeout(resolve, during)) : during)
  const seconds = (performance.now() - begun) / 1_000
  const busy = (await taskSeconds(cdp)) - before
  const { profile } = (await cdp.send('Profiler.stop')) as { profile: Profile }
  await cdp.send('Profiler.disable')
  await cdp.send('Performance.disable')
  const moments = momentsOf(profile, sourceOf)
  const shares = sharesOf(moments)
  const all = Object.values(shares).reduce((sum, it) => sum + it, 0)
  // The samples tell shares only: on a machine that is shared they also stand for time that others had.
  const totalMs = (busy / seconds) * 1_000
  const cpuMs = Object.fromEntries(
    Object.entries(shares).map(([party, us]) => [party, all > 0 ? (us / all) * totalMs : 0]),
  ) as Record<Party, number>
  const stretch = all / 1e6 / busy
  return {
    cpuMs,
    totalMs,
    moments,
    profile,
    stretch,
    urls: new Set(profile.nodes.map((it) => it.callFrame.url)),
  }
}

async function taskSeconds(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return metrics.find(({ name }) => name === 'TaskDuration')!.value
}

export interface LongTask {
  ms: number
  /** Who had most of it; `browser` also where no sample fell into it. */
  party: Party
  /** Samples of JavaScript that has an owner, ms. */
  oursMs: number
}

/** From now on the page notes its long tasks. */
export const noteLongTasks = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const noted: [at: number, ms: number][] = []
    new PerformanceObserver((list) => {
      for (const it of list.getEntries()) noted.push([it.startTime, it.duration])
    }).observe({ type: 'longtask' })
    Object.assign(window, { longTasks: noted })
  })

/** Those that began while the profile ran, each with whose it was. */
export async function longTasksOf(page: Page, moments: readonly Moment[]): Promise<LongTask[]> {
  const noted = await page.evaluate(() => (window as unknown as { longTasks: [number, number][] }).longTasks)
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Performance.enable', { timeDomain: 'timeTicks' })
  const { metrics } = await cdp.send('Performance.getMetrics')
  await cdp.detach()
  // Zero of performance.now() on the clock of the profile.
  const zeroUs = metrics.find(({ name }) => name === 'NavigationStart')!.value * 1e6
  const [begun, ended] = [moments[0]?.at ?? 0, moments.at(-1)?.at ?? 0]
  return noted.flatMap(([startedAt, ms]) => {
    const from = zeroUs + startedAt * 1_000
    if (from < begun || from > ended) return []
    const within = moments.filter(({ at }) => at >= from && at < from + ms * 1_000)
    const shares = sharesOf(within)
    const [most] = (Object.entries(shares) as [Party, number][]).toSorted((a, b) => b[1] - a[1])
    const { map, charts, panels, live, page: own } = shares
    return {
      ms,
      party: most![1] > 0 ? most![0] : 'browser',
      oursMs: (map + charts + panels + live + own) / 1_000,
    }
  })
}

/** From now on the page notes, for each new seq of its picture, the frame after it (epoch ms). */
export const notePainted = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const noted: [seq: number, at: number][] = []
    const hook = (window as unknown as { __shaotai: { seq(): number } })['__shaotai']
    let last = hook.seq()
    let waiting = 0
    const look = (): void => {
      // What was published before this frame began is on screen when the next one begins.
      if (waiting > 0) noted.push([waiting, performance.timeOrigin + performance.now()])
      const seq = hook.seq()
      waiting = seq === last ? 0 : seq
      last = seq
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
    Object.assign(window, { painted: noted })
  })
export const paintedOf = (page: Page): Promise<[seq: number, at: number][]> =>
  page.evaluate(() => (window as unknown as { painted: [number, number][] }).painted)
