/**
 * Part f: what the wall costs the machine it hangs on, at 50 events a second with ten thousand open cases: the
 * main thread's CPU of our map beside two pages of MapLibre alone in turn with it, one that draws the same map and one
 * that draws nothing but circles, long tasks of the plain map, and how
 * long an event takes from the log to the screen.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { busiestOf, type Party, type SourceOf } from './attribution.ts'
import { buildBarePage, serveBarePage, type BarePage } from './bare-page.ts'
import type { Pacer } from './pacer.ts'
import { buildRecorder, recordWall } from './recorded-wall.ts'
import { costOf, longTasksOf, notePainted, noteLongTasks, paintedOf, type PageCost } from './page-cost.ts'
import { paintDelays } from './painted.ts'
import { digits, ratio, showSpread, type Part, type PartOptions, type Result } from './report.ts'
import { buildWithMaps, sourcesOf, unknownScripts } from './source-maps.ts'
import { INGEST_KEY, open, openStage } from './stage.ts'
import { median, quantile, spreadOf } from './statistics.ts'
import { openBrowser, openWall, type WallPage } from './wall-page.ts'
import { makeWalls } from './walls.ts'

const CASES = 10_000
const EVENTS_PER_SECOND = 50
const LONG_MS = 50
const MAX_RATIO = 1.3
const IS_LIBRARY = /maplibre-gl/
/** The wall whose map is about as large as the bare page. */
const WALL_SIZE = { width: 1280, height: 720 }
const BARE_SIZE = { width: 640, height: 360 }
const FULL = { rounds: 3, settleMs: 12_000, profileMs: 15_000, longMs: 60_000, paintMs: 20_000 }
const QUICK = { rounds: 1, settleMs: 4_000, profileMs: 5_000, longMs: 8_000, paintMs: 5_000 }

export const wallCost: Part = async (options) => {
  const { quick, map, say, tell } = options
  const times = quick ? QUICK : FULL
  const built = mkdtempSync(join(tmpdir(), 'shaotai-bench-pages-'))
  const stage = await openStage(options)
  let browser: Browser | null = null
  let bare: BarePage | null = null
  try {
    const [wallDir, bareDir, recorderDir] = ['wall', 'bare', 'recorder'].map((it) => join(built, it)) as [
      string,
      string,
      string,
    ]
    say('f builds the pages with their source maps')
    await buildWithMaps({ configFile: join(import.meta.dirname, '../vite.config.ts') }, wallDir)
    if (map !== 'plain') {
      await buildBarePage(bareDir)
      await buildRecorder(recorderDir)
    }
    const databaseUrl = await stage.database('wall_cost')
    const server = await stage.server(databaseUrl, { district: true })
    const pacer = stage.worker<Pacer>('pacer.ts')
    say('f fills the picture')
    await pacer.ask('fill', { url: server.url, token: INGEST_KEY, cases: CASES })
    const [token, another] = await makeWalls(server.url, 2)
    await pacer.ask('begin', { url: server.url, token: INGEST_KEY, eventsPerSecond: EVENTS_PER_SECOND })
    browser = await openBrowser()
    bare = await serveBarePage(bareDir, server.url, another!)
    const walls = {
      browser,
      url: server.url,
      token: token!,
      sourceOf: sourcesOf(wallDir),
      wallDir,
      databaseUrl,
      times,
      bare,
    }
    if (map !== 'plain') {
      say('f records what a wall asks of its map')
      const { settleMs, profileMs: windowMs } = times
      const recorded = await recordWall(
        recorderDir,
        { url: server.url, token: token!, size: WALL_SIZE },
        { settleMs, windowMs },
      )
      bare.recording = recorded.json
      tell(...(await besideBare(walls, sourcesOf(bareDir), recorded.from, options)))
    }
    if (map !== 'WebGL') tell(...(await plainAlone(walls, options)))
    const paced = await pacer.ask('end', undefined)
    if (paced.faults.length > 0)
      throw new Error(`${paced.faults.length} reports failed, the first: ${paced.faults[0]}`)
    tell({
      part: 'f',
      what: '– events a second that were let in; load average of the last minute',
      figure: `${digits(paced.events / paced.seconds)}; ${digits(loadavg()[0]!)}`,
    })
  } finally {
    await bare?.close()
    await browser?.close()
    await stage.close()
    rmSync(built, { recursive: true, force: true })
  }
}

interface Walls {
  browser: Browser
  url: string
  token: string
  sourceOf: SourceOf
  wallDir: string
  databaseUrl: string
  times: typeof FULL
  bare: BarePage
}
/** Ms from the log to the screen, and to a client that draws nothing. */
interface Delays {
  page: number[]
  link: number[]
}

/** Each round a fresh wall, then a fresh page of each yardstick: no two run at the same time. */
async function besideBare(
  walls: Walls,
  sourceOf: SourceOf,
  recordedFrom: number,
  { say }: PartOptions,
): Promise<Result[]> {
  const { times } = walls
  const [ours, same, theirs]: [PageCost[], PageCost[], PageCost[]] = [[], [], []]
  let size = ''
  let rates: number[] = []
  let delays: Delays = { page: [], link: [] }
  for (let round = 1; round <= times.rounds; round += 1) {
    const wall = await openFresh(walls, '')
    size = await mapSize(wall)
    ours.push(await costOf(wall.cdp, times.profileMs, walls.sourceOf))
    refuseUnknown(walls.wallDir, ours.at(-1)!)
    if (round === 1) delays = await delaysOf(wall, walls)
    await leave(wall)

    same.push(await replayed(walls, sourceOf, { size, from: recordedFrom }))
    const circles = await bareCircles(walls, sourceOf)
    theirs.push(circles.cost)
    rates = [...rates, circles.rate]
    say(
      `f round ${round}: map ${digits(ours.at(-1)!.cpuMs.map)} ms a second of ${digits(ours.at(-1)!.totalMs)} on the wall, ${digits(same.at(-1)!.cpuMs.map)} of ${digits(same.at(-1)!.totalMs)} replayed by MapLibre alone, ${digits(theirs.at(-1)!.cpuMs.map)} of ${digits(theirs.at(-1)!.totalMs)} for circles`,
    )
    const { moments, stretch } = ours.at(-1)!
    for (const [file, us] of busiestOf(moments, 'map', 6))
      say(`f   ${file} ${digits(us / stretch / times.profileMs)} ms a second`)
  }
  const of = (costs: PageCost[], party: Party) => median(costs.map((it) => it.cpuMs[party]))
  const total = (costs: PageCost[]) => median(costs.map((it) => it.totalMs))
  const library = ours.map(
    ({ moments, stretch }) =>
      busiestOf(moments, 'map', Infinity).reduce(
        (sum, [file, us]) => sum + (IS_LIBRARY.test(file) ? us : 0),
        0,
      ) /
      stretch /
      times.profileMs,
  )
  const timesOf = (costs: PageCost[]) => spreadOf(ours.map((it, i) => it.cpuMs.map / costs[i]!.cpuMs.map))
  return [
    ratio(
      'f',
      `main-thread CPU of our map (${size}) ÷ MapLibre alone drawing the same map from a recording, at the same moments`,
      timesOf(same),
      { atMost: MAX_RATIO },
    ),
    {
      part: 'f',
      what: '– ÷ MapLibre on a page of 640×360 that draws the open cases as circles and nothing else',
      figure: showSpread(timesOf(theirs)),
    },
    {
      part: 'f',
      what: '– of our map, ms of CPU a second: MapLibre itself, our own code',
      figure: `${digits(median(library))}, ${digits(of(ours, 'map') - median(library))}`,
    },
    {
      part: 'f',
      what: '– wall, ms of CPU a second: map, charts, panels, link, page, collection, browser, nobody; all',
      figure: `${(['map', 'charts', 'panels', 'live', 'page', 'garbage', 'browser', 'nobody'] as const).map((it) => digits(of(ours, it))).join(', ')}; ${digits(total(ours))}`,
    },
    {
      part: 'f',
      what: '– replayed map, ms of CPU a second: map, page, collection, browser; all',
      figure: `${(['map', 'page', 'garbage', 'browser'] as const).map((it) => digits(of(same, it))).join(', ')}; ${digits(total(same))}`,
    },
    {
      part: 'f',
      what: '– page of circles, ms of CPU a second: map, page, collection, browser; all',
      figure: `${(['map', 'page', 'garbage', 'browser'] as const).map((it) => digits(of(theirs, it))).join(', ')}; ${digits(total(theirs))} (${digits(median(rates))} updates a second)`,
    },
    ...toScreen('WebGL', delays),
  ]
}

/** The size of the wall's own map, so that as many tiles and names are on it. */
async function replayed(
  { browser, bare, times }: Walls,
  sourceOf: SourceOf,
  { size, from }: { size: string; from: number },
): Promise<PageCost> {
  const [width, height] = size.split('×').map(Number)
  const context = await browser.newContext({ viewport: { width: width!, height: height! } })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (fault) => faults.push(fault.message))
  await page.goto(`${bare.url}/replay.html?from=${from}`)
  await page.waitForFunction(() => (window as unknown as { replayed?: { drawn: boolean } }).replayed?.drawn)
  await sleep(times.settleMs)
  const cdp = await context.newCDPSession(page)
  await page.evaluate(() => (window as unknown as { replayed: { replay(): void } }).replayed.replay())
  const cost = await costOf(cdp, times.profileMs, sourceOf)
  await context.close()
  if (faults.length > 0) throw new Error(`the recording could not be replayed: ${faults[0]}`)
  return cost
}

async function bareCircles(
  { browser, bare, times }: Walls,
  sourceOf: SourceOf,
): Promise<{ cost: PageCost; rate: number }> {
  const context = await browser.newContext({ viewport: BARE_SIZE })
  const page = await context.newPage()
  await page.goto(bare.url)
  await page.waitForFunction(() => (window as unknown as { bareMap?: { drawn: boolean } }).bareMap?.drawn)
  await sleep(times.settleMs)
  const updates = (): Promise<number> =>
    page.evaluate(() => (window as unknown as { bareMap: { updates: number } }).bareMap.updates)
  const before = await updates()
  const cost = await costOf(await context.newCDPSession(page), times.profileMs, sourceOf)
  const rate = ((await updates()) - before) / (times.profileMs / 1_000)
  await context.close()
  return { cost, rate }
}

async function plainAlone(walls: Walls, { say }: PartOptions): Promise<Result[]> {
  const { times } = walls
  const wall = await openFresh(walls, 'map=plain')
  await noteLongTasks(wall.page)
  const cost = await costOf(wall.cdp, times.longMs, walls.sourceOf)
  refuseUnknown(walls.wallDir, cost)
  const tasks = await longTasksOf(wall.page, cost.moments)
  for (const it of tasks)
    say(
      `f a task of ${digits(it.ms)} ms, most of it for the ${it.party}, ${digits(it.oursMs)} ms with an owner`,
    )
  const ours = tasks.filter((it) => it.oursMs > LONG_MS)
  const alone = ours.filter((it) => it.oursMs / cost.stretch > LONG_MS)
  const delays = await delaysOf(wall, walls)
  await leave(wall)
  const seconds = times.longMs / 1_000
  return [
    {
      part: 'f',
      what: `plain map: tasks over ${LONG_MS} ms in ${seconds} s in which our code has more than ${LONG_MS} ms`,
      figure: `${ours.length}, longest ${digits(Math.max(0, ...ours.map((it) => it.ms)))} ms`,
      target: { text: '0', isMet: ours.length === 0 },
    },
    {
      part: 'f',
      what: `– of these by CPU time: the thread's work took ${digits(cost.stretch)} times as long as its CPU time`,
      figure: `${alone.length}, longest ${digits(Math.max(0, ...alone.map((it) => it.oursMs / cost.stretch)))} ms`,
    },
    {
      part: 'f',
      what: `– all tasks over ${LONG_MS} ms, whoever's`,
      figure: `${tasks.length}, longest ${digits(Math.max(0, ...tasks.map((it) => it.ms)))} ms`,
    },
    {
      part: 'f',
      what: '– wall, ms of CPU a second: map, charts, panels, link, page, collection, browser, nobody; all',
      figure: `${Object.values(cost.cpuMs).map(digits).join(', ')}; ${digits(cost.totalMs)}`,
    },
    ...toScreen('plain', delays),
  ]
}

function toScreen(map: string, { page, link }: Delays): Result[] {
  const show = (delays: number[]) =>
    `${digits(quantile(delays, 0.5))} and ${digits(quantile(delays, 0.99))} ms`
  return [
    {
      part: 'f',
      what: `${map} map: event written → painted, p50 and p99 of ${digits(page.length)}`,
      figure: show(page),
    },
    { part: 'f', what: '– meanwhile event written → in a client that draws nothing', figure: show(link) },
  ]
}

async function delaysOf(wall: WallPage, { databaseUrl, times, bare }: Walls): Promise<Delays> {
  bare.arrivals.length = 0
  await notePainted(wall.page)
  await sleep(times.paintMs)
  const painted = await paintedOf(wall.page)
  const first = Math.min(painted[0]?.[0] ?? Infinity, bare.arrivals[0]?.[0] ?? Infinity)
  if (first === Infinity) throw new Error(`nothing was painted in ${times.paintMs / 1_000} s`)
  const database = await open(databaseUrl)
  try {
    const { rows } = await database.readPool.query<{ at: number }>(
      'select extract(epoch from recorded_at)::float8 * 1000 as at from event_log where seq >= $1 order by seq',
      [first],
    )
    const recorded = rows.map(({ at }) => at)
    return { page: paintDelays(first, recorded, painted), link: paintDelays(first, recorded, bare.arrivals) }
  } finally {
    await database.close()
  }
}

async function openFresh({ browser, url, token, times }: Walls, query: string): Promise<WallPage> {
  const wall = await openWall(browser, url, token, query, WALL_SIZE)
  await sleep(times.settleMs)
  return wall
}
async function leave(wall: WallPage): Promise<void> {
  const [fault] = await wall.faults()
  await wall.page.context().close()
  if (fault) throw new Error(`the wall was not well: ${fault}`)
}
const mapSize = ({ page }: WallPage): Promise<string> =>
  page.evaluate(() => {
    const { clientWidth, clientHeight } = document.querySelector('.maplibregl-map') ?? document.body
    return `${clientWidth}×${clientHeight}`
  })

function refuseUnknown(outDir: string, { urls }: PageCost): void {
  const unknown = unknownScripts(outDir, urls)
  if (unknown.length > 0) throw new Error(`these scripts are not the ones built here: ${unknown.join(' ')}`)
}
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
