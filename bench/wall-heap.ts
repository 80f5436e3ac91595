/**
 * Part d: whether a wall's heap grows while nothing that it shows does: 50 events a second, each new case
 * paired with the closing of an old one, ten thousand open all the time.
 */
import type { Pacer } from './pacer.ts'
import { digits, type Part, type PartOptions, type Result } from './report.ts'
import { INGEST_KEY, openStage } from './stage.ts'
import { median, theilSen } from './statistics.ts'
import { openBrowser, openWall, type HeapSample } from './wall-page.ts'
import { makeWalls } from './walls.ts'

const CASES = 10_000
const EVENTS_PER_SECOND = 50
const SAMPLE_MS = 30_000
/** Code is compiled and caches fill; not counted. */
const WARM_UP_MS = 120_000
const MB = 1024 * 1024
/** What was promised of a bare wall, and of one with everything on it. */
const PROMISES = [
  { minutes: 20, maxMb: 2 },
  { minutes: 30, maxMb: 5 },
]

const PAGES = { plain: 'map=plain', WebGL: '' }

export const wallHeap: Part = async (options) => {
  const stage = await openStage(options)
  try {
    const server = await stage.server(await stage.database('wall_heap'), { district: true })
    const pacer = stage.worker<Pacer>('pacer.ts')
    options.say('d fills the picture')
    await pacer.ask('fill', { url: server.url, token: INGEST_KEY, cases: CASES })
    const [token] = await makeWalls(server.url, 1)
    await pacer.ask('begin', {
      url: server.url,
      token: INGEST_KEY,
      eventsPerSecond: EVENTS_PER_SECOND,
    })
    for (const [map, query] of Object.entries(PAGES).filter(
      ([map]) => options.map === null || options.map === map,
    )) {
      options.tell(...resultsOf(map, options.minutes, await watch(server.url, token!, map, query, options)))
    }
    const paced = await pacer.ask('end', undefined)
    if (paced.faults.length > 0)
      throw new Error(`${paced.faults.length} reports failed, the first: ${paced.faults[0]}`)
    const rate = digits(paced.events / paced.seconds)
    options.tell({ part: 'd', what: '– events a second that were let in', figure: rate })
  } finally {
    await stage.close()
  }
}

async function watch(
  url: string,
  token: string,
  map: string,
  query: string,
  { quick, minutes, say }: PartOptions,
): Promise<HeapSample[]> {
  const browser = await openBrowser()
  try {
    const wall = await openWall(browser, url, token, query)
    await sleep(quick ? 20_000 : WARM_UP_MS)
    const samples: HeapSample[] = []
    const every = Math.min(SAMPLE_MS, (minutes * 60_000) / 10)
    const begun = performance.now()
    for (let due = begun; due <= begun + minutes * 60_000 + 1; due += every) {
      await sleep(due - performance.now())
      const sample = await wall.sample()
      samples.push(sample)
      const faults = await wall.faults()
      if (faults.length > 0) throw new Error(`the wall with the ${map} map: ${faults[0]}`)
      if (Math.abs(sample.cases - samples[0]!.cases) > CASES / 20)
        throw new Error(`the wall holds ${sample.cases} cases: they were to stay constant`)
      say(
        `d ${map} ${sample.minutes.toFixed(1)} min: ${digits(sample.heapBytes / MB)} MB, ${sample.nodes} nodes, ${sample.listeners} listeners, ${sample.cases} cases, seq ${sample.seq}`,
      )
    }
    return samples
  } finally {
    await browser.close()
  }
}

function resultsOf(map: string, minutes: number, samples: HeapSample[]): Result[] {
  const growth = (within: number, pick: (it: HeapSample) => number) => {
    const { slope, low, high } = theilSen(samples.map((it) => [it.minutes, pick(it)]))
    const [middle, from, to] = [slope * within, low * within, high * within]
    return { middle, text: `${digits(middle)} (95 %: ${digits(from)} to ${digits(to)})` }
  }
  const [first, last] = [samples[0]!, samples.at(-1)!].map((it) => digits(it.heapBytes / MB))
  const over = `over ${digits(minutes)} minutes, ${samples.length} samples`
  return [
    ...PROMISES.map(({ minutes: within, maxMb }) => {
      const heap = growth(within, (it) => it.heapBytes / MB)
      return {
        part: 'd',
        what: `wall with the ${map} map: heap growth in ${within} minutes, MB, ${over}`,
        figure: heap.text,
        target: { text: `≤ ${maxMb}`, isMet: heap.middle <= maxMb },
      }
    }),
    {
      part: 'd',
      what: `– heap, MB: first, median, last`,
      figure: `${first}, ${digits(median(samples.map((it) => it.heapBytes / MB)))}, ${last}`,
    },
    {
      part: 'd',
      what: `– growth of DOM nodes and of listeners in 30 minutes`,
      figure: `${growth(30, (it) => it.nodes).text} and ${growth(30, (it) => it.listeners).text}`,
    },
  ]
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))
