/**
 * Part i: what a dispatcher feels at the desk while fifty events a second arrive and ten thousand cases are open: how long
 * a key takes to be seen, beside a bare list in turn with it, which tasks of ours hold the page up, and what opening costs.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { loadavg, tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { DEMO_PASSWORD } from '../server/directory/first-start.ts'
import { busiestOf, PARTIES, type SourceOf } from './attribution.ts'
import { randomOf } from './district.ts'
import { answeredMs, noteStrokes, strike, type Pressed, type Stroke } from './keys.ts'
import type { Pacer } from './pacer.ts'
import { costOf, longTasksOf, noteLongTasks, type LongTask, type PageCost } from './page-cost.ts'
import { digits, type Part, type PartOptions, type Result } from './report.ts'
import { buildWithMaps, sourcesOf, unknownScripts } from './source-maps.ts'
import { INGEST_KEY, openStage } from './stage.ts'
import { quantile } from './statistics.ts'
import { openBrowser } from './wall-page.ts'

const CASES = 10_000
const EVENTS_PER_SECOND = 50
const LONG_MS = 50
const MAX_KEY_MS = 100
const SIZE = { width: 1440, height: 900 }
const READY_WITHIN_MS = 60_000
const FULL = { settleMs: 8_000, deskMs: 60_000, bareMs: 20_000 }
const QUICK = { settleMs: 3_000, deskMs: 10_000, bareMs: 5_000 }
const MAPS = { plain: 'map=plain', WebGL: '' }
/** `UNMASKED_RENDERER_WEBGL`: a desk draws its small map by WebGL where a card does it; here it is told that one does. */
const RENDERER = 0x92_46

const walk = (keys: string): Stroke[] => [...keys].map((key) => ({ key, answers: 'chosen' }))
const HAZARDS = '[data-chip="kind:hazard"]'
/** Through the queue by key, now and then into a case, to another tab or over a chip and back. */
const STROKES: readonly Stroke[] = [
  ...walk('jjjjj'),
  { key: 'Enter', answers: 'opened' },
  ...walk('kjjj'),
  { key: 'ArrowLeft', answers: 'tab', focus: '[data-tab][aria-pressed=true]' },
  ...walk('jj'),
  { key: 'ArrowRight', answers: 'tab', focus: '[data-tab][aria-pressed=true]' },
  ...walk('jjk'),
  { key: 'Enter', answers: 'chip', focus: HAZARDS },
  ...walk('jj'),
  { key: 'Enter', answers: 'chip', focus: HAZARDS },
]

export const deskStorm: Part = async (options) => {
  const { quick, map, say, tell, profileDir } = options
  const times = quick ? QUICK : FULL
  const built = mkdtempSync(join(tmpdir(), 'shaotai-bench-desk-'))
  const stage = await openStage(options)
  const bare = await serveBareList()
  let browser: Browser | null = null
  try {
    say('i builds the pages with their source maps')
    await buildWithMaps({ configFile: join(import.meta.dirname, '../vite.config.ts') }, built)
    const server = await stage.server(await stage.database('desk_storm'), { district: true })
    const pacer = stage.worker<Pacer>('pacer.ts')
    say('i fills the picture')
    await pacer.ask('fill', { url: server.url, token: INGEST_KEY, cases: CASES })
    await pacer.ask('begin', { url: server.url, token: INGEST_KEY, eventsPerSecond: EVENTS_PER_SECOND })
    browser = await openBrowser()
    const bareBefore = await strikeBare(browser, bare.url, times.bareMs)
    let bareAfter: Pressed[] | null = null
    for (const [name, query] of Object.entries(MAPS)) {
      if (map !== null && map !== name) continue
      const desk = await strikeDesk({ browser, url: server.url, query, times, dir: built, say, profileDir })
      bareAfter ??= await strikeBare(browser, bare.url, times.bareMs)
      tell(...resultsOf(name, desk, [...bareBefore, ...bareAfter], times))
    }
    const paced = await pacer.ask('end', undefined)
    if (paced.faults.length > 0)
      throw new Error(`${paced.faults.length} reports failed, the first: ${paced.faults[0]}`)
    tell({
      part: 'i',
      what: '– events a second that were let in; load average of the last minute',
      figure: `${digits(paced.events / paced.seconds)}; ${digits(loadavg()[0]!)}`,
    })
  } finally {
    await bare.close()
    await browser?.close()
    await stage.close()
    rmSync(built, { recursive: true, force: true })
  }
}

interface Desk {
  /** From asking for the page until rows were drawn, ms. */
  openMs: number
  opening: LongTask[]
  cases: number
  pressed: Pressed[]
  tasks: LongTask[]
  cost: PageCost
}
interface Asked {
  browser: Browser
  url: string
  query: string
  times: typeof FULL
  /** Where the pages were built with their maps. */
  dir: string
  say: PartOptions['say']
  profileDir: string | null
}

async function strikeDesk({ browser, url, query, times, dir, say, profileDir }: Asked): Promise<Desk> {
  const context = await browser.newContext({ viewport: SIZE, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  const faults: string[] = []
  try {
    const answer = await context.request.post(`${url}/api/session`, {
      data: { username: 'chief', password: DEMO_PASSWORD },
    })
    if (!answer.ok()) throw new Error(`nobody could sign in: ${answer.status()} ${await answer.text()}`)
    if (query === '')
      await context.addInitScript((name) => {
        const { prototype } = WebGL2RenderingContext
        const ask = prototype.getParameter // oxlint-disable-line unbound-method -- called on the context below
        prototype.getParameter = function told(it: number): unknown {
          return it === name ? 'a card' : (ask.call(this, it) as unknown)
        }
      }, RENDERER)
    const page = await context.newPage()
    page.on('pageerror', (fault) => faults.push(fault.message))
    page.on('crash', () => faults.push('the page crashed'))
    const cdp = await context.newCDPSession(page)
    const sourceOf = sourcesOf(dir)
    const { openMs, tasks: opening } = await openDesk(page, cdp, `${url}/desk?tab=all&${query}`, sourceOf)
    say(
      `i ${query || 'map=WebGL'}: rows after ${digits(openMs)} ms, long tasks until then ${tellTasks(opening)}`,
    )
    const cases = await page.evaluate(() =>
      Number(document.querySelector('.rows [aria-setsize]')?.getAttribute('aria-setsize')),
    )
    await sleep(times.settleMs)
    await noteStrokes(page)
    await noteLongTasks(page)
    const [cost, pressed] = await Promise.all([
      costOf(cdp, times.deskMs, sourceOf),
      strike(page, STROKES, times.deskMs - 1_000, randomOf(3)),
    ])
    if (profileDir)
      writeFileSync(join(profileDir, `desk-${query || 'WebGL'}.cpuprofile`), JSON.stringify(cost.profile))
    for (const { key, at, ms } of pressed)
      if (!Number.isFinite(ms)) say(`i no answer to ${key}, stroke ${at}`)
    const unknown = unknownScripts(dir, cost.urls)
    if (unknown.length > 0) throw new Error(`these scripts are not the ones built here: ${unknown.join(' ')}`)
    const tasks = await longTasksOf(page, cost.moments)
    say(`i ${query || 'map=WebGL'}: long tasks ${tellTasks(tasks)}`)
    say(`i ms of CPU a second: ${PARTIES.map((it) => `${it} ${digits(cost.cpuMs[it])}`).join(', ')}`)
    for (const party of ['page', 'live', 'map', 'nobody'] as const)
      for (const [file, us] of busiestOf(cost.moments, party, 8))
        say(`i   ${party}: ${file} ${digits(us / cost.stretch / times.deskMs)} ms a second`)
    if (faults.length > 0) throw new Error(`the desk was not well: ${faults[0]}`)
    return { openMs, opening, cases, pressed, tasks, cost }
  } finally {
    await context.close()
  }
}

/** From the page's first byte until rows are drawn, with the tasks that a key would have had to wait for. */
async function openDesk(page: Page, cdp: CDPSession, address: string, sourceOf: SourceOf) {
  await page.addInitScript(() => {
    const noted: [at: number, ms: number][] = []
    new PerformanceObserver((list) => {
      for (const it of list.getEntries()) noted.push([it.startTime, it.duration])
    }).observe({ type: 'longtask' })
    const seen = { longTasks: noted, rowsAt: 0 }
    const look = (): void => {
      if (document.querySelectorAll('.rows [role=option]').length > 5) seen.rowsAt = performance.now()
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
    Object.assign(window, seen, { seen })
  })
  // The same process as the page's own, so that one profile has all of it.
  await page.goto(new URL('/icon.svg', address).href)
  const until = async (): Promise<number> => {
    const begun = Date.now()
    await page.goto(address)
    for (;;) {
      const at = await page.evaluate(() => (window as unknown as { seen: { rowsAt: number } }).seen.rowsAt)
      if (at > 0) return at
      if (Date.now() - begun > READY_WITHIN_MS) throw new Error('the desk shows no rows')
      await sleep(100)
    }
  }
  const opened = until()
  const cost = await costOf(cdp, opened, sourceOf)
  return { openMs: await opened, tasks: await longTasksOf(page, cost.moments) }
}

async function strikeBare(browser: Browser, url: string, ms: number): Promise<Pressed[]> {
  const context = await browser.newContext({ viewport: SIZE })
  try {
    const page = await context.newPage()
    await page.goto(`${url}/?rows=${CASES}&changes=${EVENTS_PER_SECOND}`)
    await noteStrokes(page)
    return await strike(page, walk('jjjjjkjjjjk'), ms, randomOf(3))
  } finally {
    await context.close()
  }
}

function resultsOf(map: string, desk: Desk, bare: readonly Pressed[], times: typeof FULL): Result[] {
  const { pressed, tasks, cost, opening, openMs, cases } = desk
  const of = (its: readonly Pressed[], ...answers: Pressed['answers'][]): number[] =>
    answeredMs(its.filter((it) => answers.length === 0 || answers.includes(it.answers)))
  const at = (its: number[], q: number): string => digits(quantile(its, q))
  const show = (its: number[]): string =>
    `${at(its, 0.5)}, ${at(its, 0.95)} and ${at(its, 1)} ms of ${its.length}`
  const all = of(pressed)
  const ours = tasks.filter((it) => it.oursMs > LONG_MS)
  const alone = ours.filter((it) => it.oursMs / cost.stretch > LONG_MS)
  const longest = (its: readonly LongTask[]): string => digits(Math.max(0, ...its.map(({ ms }) => ms)))
  const ratio = (q: number): number => quantile(of(pressed, 'chosen'), q) / quantile(of(bare), q)
  const isPlain = map === 'plain'
  const seconds = times.deskMs / 1_000
  return [
    {
      part: 'i',
      what: `desk, ${map} map${isPlain ? '' : ' drawn in software'}, ${digits(cases)} rows: key press → painted, P50, P95 and longest`,
      figure: show(all),
      ...(isPlain && {
        target: { text: `P95 ≤ ${MAX_KEY_MS} ms`, isMet: quantile(all, 0.95) <= MAX_KEY_MS },
      }),
    },
    {
      part: 'i',
      what: '– keys without an answer within 5 s',
      figure: digits(pressed.length - all.length),
      ...(isPlain && { target: { text: '0', isMet: pressed.length === all.length } }),
    },
    { part: 'i', what: '– j and k', figure: show(of(pressed, 'chosen')) },
    { part: 'i', what: '– Enter', figure: show(of(pressed, 'opened')) },
    { part: 'i', what: '– another tab, a chip', figure: show(of(pressed, 'tab', 'chip')) },
    { part: 'i', what: '– j and k on a bare list in turn with it', figure: show(of(bare)) },
    {
      part: 'i',
      what: '– j and k ÷ the bare list, of P50 and of P95',
      figure: `${digits(ratio(0.5))} and ${digits(ratio(0.95))}`,
    },
    {
      part: 'i',
      what: `– tasks over ${LONG_MS} ms in ${seconds} s in which our code has more than ${LONG_MS} ms`,
      figure: `${ours.length}, longest ${longest(ours)} ms`,
      ...(isPlain && { target: { text: '0', isMet: ours.length === 0 } }),
    },
    {
      part: 'i',
      what: `– of these by CPU time: the thread's work took ${digits(cost.stretch)} times as long as its CPU time`,
      figure: `${alone.length}, longest ${digits(Math.max(0, ...alone.map((it) => it.oursMs / cost.stretch)))} ms`,
    },
    {
      part: 'i',
      what: `– all tasks over ${LONG_MS} ms, whoever's`,
      figure: `${tasks.length}, longest ${longest(tasks)} ms`,
    },
    {
      part: 'i',
      what: `– ms of CPU a second: ${PARTIES.join(', ')}; all`,
      figure: `${PARTIES.map((it) => digits(cost.cpuMs[it])).join(', ')}; ${digits(cost.totalMs)}`,
    },
    {
      part: 'i',
      what: `– opening: rows after; tasks over ${LONG_MS} ms until then`,
      figure: `${digits(openMs / 1_000)} s; ${tellTasks(opening)}`,
    },
  ]
}

const tellTasks = (tasks: readonly LongTask[]): string =>
  tasks.length === 0
    ? 'none'
    : tasks.map(({ ms, party, oursMs }) => `${digits(ms)} ms (${party}, ours ${digits(oursMs)})`).join(', ')

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
}
async function serveBareList(): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(({ url = '/' }, reply) => {
    const { pathname } = new URL(url, 'http://bare')
    const file = pathname === '/' ? 'index.html' : 'list.js'
    reply.setHeader('content-type', TYPES[extname(file)]!)
    reply.end(readFileSync(join(import.meta.dirname, 'bare-list', file)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
