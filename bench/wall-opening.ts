/**
 * Part h: how long somebody waits for the wall who opens its page in a browser that never saw it, beside a
 * server that holds the demo district's ninety days; and for the brief (brief-opening.ts).
 */
import { loadavg } from 'node:os'
import type { Browser } from 'playwright-core'
import { loadPast } from '../server/simulator/load-past.ts'
import { briefOpening } from './brief-opening.ts'
import { digits, type Part, type Result } from './report.ts'
import { INGEST_KEY, open, openStage } from './stage.ts'
import { spreadOf, type Spread } from './statistics.ts'
import { openBrowser } from './wall-page.ts'
import { makeWalls } from './walls.ts'

const ROUNDS = 5
const MAX_MS = 3_000
const QUICK_DAYS = 3
const WITHIN_MS = 60_000
const SIZE = { width: 1920, height: 1080 }
const PAGES = { plain: 'map=plain', WebGL: '' }

/** Each in the order of its frame, ms since the page was asked for. */
const SIGHTS = {
  header: 'numbers in the header',
  lists: 'rows in both lists',
  figures: 'no figure missing',
  areas: 'areas known to the map',
  map: 'cases on the map',
  whole: 'all of the map painted',
} as const
type Sight = keyof typeof SIGHTS
type Seen = Record<Sight, number>

export const wallOpening: Part = async (options) => {
  const { quick, say, tell } = options
  const stage = await openStage(options)
  let browser: Browser | null = null
  try {
    const databaseUrl = await stage.database('wall_opening')
    const server = await stage.server(databaseUrl, { district: true })
    const begun = performance.now()
    const { refused } = await loadPast({
      url: server.url,
      key: INGEST_KEY,
      timeZone: 'Asia/Shanghai',
      ...(quick && { days: QUICK_DAYS }),
    })
    if (refused > 0) throw new Error(`${refused} items of the district's history were refused`)
    const loadedMs = performance.now() - begun
    const events = await countEvents(databaseUrl)
    say(`h loaded ${digits(events)} events in ${digits(loadedMs / 1_000)} s`)
    const [token] = await makeWalls(server.url, 1)
    browser = await openBrowser()
    for (const [map, query] of Object.entries(PAGES)) {
      if (options.map !== null && options.map !== map) continue
      const rounds: Seen[] = []
      while (rounds.length < (quick ? 1 : ROUNDS)) {
        rounds.push(await openOnce(browser, `${server.url}/wall?${query}`, token!))
        say(
          `h ${map}: ${Object.entries(rounds.at(-1)!)
            .map(([sight, ms]) => `${sight} ${digits(ms)} ms`)
            .join(', ')}`,
        )
      }
      tell(...resultsOf(map, events, rounds))
    }
    tell(...(await briefOpening(browser, server.url, quick ? 1 : ROUNDS)))
  } finally {
    await browser?.close()
    await stage.close()
  }
}

function resultsOf(map: string, events: number, rounds: readonly Seen[]): Result[] {
  const spread = (of: (it: Seen) => number): Spread => spreadOf(rounds.map(of))
  const show = ({ median, low, high }: Spread) =>
    `${digits(median / 1_000)} s (${digits(low / 1_000)}–${digits(high / 1_000)}, ${rounds.length} rounds)`
  const without = spread(({ header, lists, figures, areas }) => Math.max(header, lists, figures, areas))
  return [
    {
      part: 'h',
      what: `${map}: header, lists, figures and area outlines after opening the page, ${digits(events)} events, load average ${digits(loadavg()[0]!)}`,
      figure: show(without),
      target: { text: `≤ ${MAX_MS / 1_000} s`, isMet: without.median <= MAX_MS },
    },
    ...(Object.keys(SIGHTS) as Sight[]).map((sight) => ({
      part: 'h',
      what: `– ${SIGHTS[sight]}`,
      figure: show(spread((it) => it[sight])),
    })),
  ]
}

async function openOnce(browser: Browser, url: string, token: string): Promise<Seen> {
  const context = await browser.newContext({ viewport: SIZE, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  try {
    await context.addInitScript((value) => localStorage.setItem('shaotai.device-token', value), token)
    await context.addInitScript(watchSights)
    const page = await context.newPage()
    await page.goto(url)
    const begun = Date.now()
    for (;;) {
      const seen = await page.evaluate(() => (window as unknown as { sights: Partial<Seen> }).sights)
      if (Object.keys(SIGHTS).every((sight) => sight in seen)) return seen as Seen
      if (Date.now() - begun > WITHIN_MS) throw new Error(`the wall shows only ${JSON.stringify(seen)}`)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  } finally {
    await context.close()
  }
}

/** In the page: looks once a frame, and notes the frame after the one in which a sight was first there. */
function watchSights(): void {
  const sights: Record<string, number> = {}
  Object.assign(window, { sights })
  const all = (selector: string): Element[] => [...document.querySelectorAll(selector)]
  interface Hook {
    openOnMap: () => number
    isMapWhole: () => boolean
  }
  const hook = (): Hook | undefined => (window as unknown as { __shaotai?: Hook })['__shaotai']
  const isThere: Record<string, () => boolean> = {
    header: () =>
      /\d/.test(
        all('[data-panel="pipeline"] .count')
          .map((it) => it.textContent)
          .join(''),
      ),
    lists: () =>
      all('[data-panel="urgent"] li, [data-panel="urgent"] .nothing').length > 0 &&
      all('[data-panel="changes"] li, [data-panel="changes"] .nothing').length > 0,
    figures: () => all('[data-panel]').length > 0 && all('[data-panel].old').length === 0,
    areas: () => all('.crumbs .crumb').length > 0,
    map: () => (hook()?.openOnMap() ?? 0) > 0,
    whole: () => isThere['map']!() && hook()!.isMapWhole(),
  }
  const there = new Set<string>()
  const look = (): void => {
    for (const [sight, test] of Object.entries(isThere)) {
      if (there.has(sight)) sights[sight] ??= performance.now()
      else if (test()) there.add(sight)
    }
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

async function countEvents(databaseUrl: string): Promise<number> {
  const database = await open(databaseUrl)
  try {
    const { rows } = await database.readPool.query<{ n: string }>('select count(*) as n from event_log')
    return Number(rows[0]!.n)
  } finally {
    await database.close()
  }
}
