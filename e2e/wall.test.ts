/**
 * The wall as a person opens it: a real server with the demo district and a short past, a real Chromium on a machine
 * without any Chinese font. Asks nobody else, draws its own letters, shows what the ledger says.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page, Response } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { KpiReply } from '../shared/contract/http.ts'
import { startDemo, type DemoServer } from './pictures/demo-server.ts'
import { drawnOn, fontsUsed, hanOnPage, looksOf, watchCanvases, withoutHanFonts } from './pictures/fonts.ts'
import { DEMO_PASSWORD } from '../server/directory/first-start.ts'
import { canariesIn, canariesOf } from '../trust/canary-words.ts'
import { loadPast } from '../server/simulator/load-past.ts'
import { openBrowser, shown, signIn } from './pictures/wall.ts'

const OURS = '"Noto Sans SC Variable"'
const NOBODYS = '"A family that nobody has"'
/** Today and a few days before: enough for every list and figure. */
const PAST_DAYS = 3

const folder = mkdtempSync(join(tmpdir(), 'shaotai-wall-'))
const asked = new Set<string>()
const kpis: Response[] = []
/** What the wall said on its console. */
const told: string[] = []
let server: DemoServer
let browser: Browser
let context: BrowserContext
let wall: Page

beforeAll(async () => {
  server = await startDemo({ timeZone: 'Asia/Shanghai' })
  const { cases, refused } = await loadPast({ ...server, days: PAST_DAYS })
  expect(cases).toBeGreaterThan(200)
  expect(refused).toBe(0)

  browser = await openBrowser(process.platform === 'linux' ? withoutHanFonts(folder) : {})
  context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-CN' })
  await signIn(context, server.url)
  context.on('request', (it) => void asked.add(new URL(it.url()).host))
  context.on('page', (page) => page.on('websocket', (it) => void asked.add(new URL(it.url()).host)))
  context.on('response', (it) => void (it.url().includes('/api/kpis?') && kpis.push(it)))
  wall = await context.newPage()
  wall.on('console', (it) => void told.push(it.text()))
  wall.on('pageerror', (it) => void told.push(String(it.stack)))
  await watchCanvases(wall)
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  rmSync(folder, { recursive: true, force: true })
})

it('shows header, lists, figures and every open case once its history is loaded', async () => {
  const begun = performance.now()
  await wall.goto(`${server.url}/wall?lang=zh-CN`)
  const since = () => `${Math.round(performance.now() - begun)} ms`
  const told: Record<string, string> = {}
  const parts: [string, () => Promise<unknown>][] = [
    ['header', () => wall.locator('.head h1', { hasText: '示范区' }).waitFor()],
    ['lists', () => wall.locator('.urgent .row').first().waitFor()],
    ['figures', () => shown(wall)],
    ['cases on the map', () => wall.waitForFunction(() => (window.__shaotai?.openOnMap() ?? 0) > 0)],
    ['outlines on the map', () => wall.waitForFunction(() => window.__shaotai?.isMapWhole())],
  ]
  await Promise.all(parts.map(([name, wait]) => wait().then(() => (told[name] = since()))))
  console.log(`after opening the wall: ${JSON.stringify(told)}`)
  expect(await wall.locator('.panel.old, .broken').count(), 'every panel is fresh and whole').toBe(0)
})

/** A question of the wall by a figure that no other asks for, and the panels that show its answer. */
const QUESTIONS = [
  { asks: 'closed_share', panels: ':is(.resolution, .on-time)', shown: 4 },
  { asks: 'net_flow', panels: '.flow', shown: 2 },
  { asks: 'time_to_close_p50', panels: '.pace', shown: 2 },
]

it.each(QUESTIONS)(
  'what is asked with $asks is shown as GET /api/kpis says at the same seq',
  { timeout: 90_000 },
  async (it) => {
    const lastAnswer = () => kpis.findLast((answer) => idsOf(answer.url()).includes(it.asks))!
    const seqs = async () => [
      await wall.evaluate(() => window.__shaotai!.seq()),
      ((await lastAnswer().json()) as KpiReply).asOfSeq,
    ]
    // A deadline that passes meanwhile is an event too: the figures follow within seconds.
    await expect.poll(async () => new Set(await seqs()).size, { timeout: 60_000, interval: 500 }).toBe(1)
    const [seq] = await seqs()
    const response = lastAnswer()
    const { asOf, asOfSeq } = (await response.json()) as KpiReply
    expect(asOfSeq).toBe(seq)
    const question = new URL(response.url())
    question.searchParams.set('asOf', asOf)
    const reply = (await (await context.request.get(question.href)).json()) as KpiReply
    expect(reply.asOfSeq).toBe(seq)

    let compared = 0
    for (const id of idsOf(question.href)) {
      const place = wall.locator(`${it.panels} [data-kpi="${id}"]`)
      if ((await place.count()) === 0) continue
      // Panels rest a moment between two readings.
      const shownNow = async () => numberIn(await place.innerText())
      await expect.poll(shownNow, { message: id, timeout: 5_000 }).toBeCloseTo(asShown(reply.items, id), 6)
      compared += 1
    }
    expect(compared).toBe(it.shown)
  },
)

/** What wall and brief both ask of the month to date. */
const SHARED = ['resolution_rate', 'on_time_rate_due', 'on_time_rate_closed'] as const

it('the same figure stands on wall, brief and API at one seq', { timeout: 120_000 }, async () => {
  const reading = await browser.newContext({ viewport: { width: 820, height: 1180 }, locale: 'zh-CN' })
  try {
    const as = { username: 'leader', password: DEMO_PASSWORD }
    expect((await reading.request.post(`${server.url}/api/session`, { data: as })).ok()).toBe(true)
    const brief = await reading.newPage()
    const answers: Response[] = []
    brief.on('response', (it) => void (it.url().includes('/api/kpis?') && answers.push(it)))
    await brief.goto(`${server.url}/brief?lang=zh-CN`)
    const lastOn = (list: Response[]) => list.findLast((it) => idsOf(it.url()).includes(SHARED[2]))!
    const shareIn = (text: string) => Number(/\d+\.\d/.exec(text)?.[0])
    const shownOn = (page: Page, mark: string) =>
      Promise.all(
        SHARED.map(async (id) => shareIn(await page.locator(`[${mark}="${id}"]`).first().innerText())),
      )
    const tile = brief.locator(`.tile[data-figure="${SHARED[0]}"] [data-value]`)
    await expect.poll(async () => shareIn(await tile.innerText()), { timeout: 30_000 }).toBeGreaterThan(0)
    // Between two questions at one seq a limit may run out, of a case that was done in time: then the next answers agree.
    const places = async () => {
      const { asOf, asOfSeq } = (await lastOn(answers).json()) as KpiReply
      const question = new URL(lastOn(answers).url())
      question.searchParams.set('asOf', asOf)
      const told = (await (await reading.request.get(question.href)).json()) as KpiReply
      const onWall = ((await lastOn(kpis).json()) as KpiReply).asOfSeq
      const onBrief = Number(await brief.locator('[data-as-of]').getAttribute('data-seq'))
      const figures = [
        SHARED.map((id) => asShown(told.items, id)),
        await shownOn(brief, 'data-figure'),
        await shownOn(wall, 'data-kpi'),
      ]
      return [new Set([asOfSeq, told.asOfSeq, onBrief, onWall]).size, new Set(figures.map(String)).size]
    }
    await expect.poll(places, { timeout: 80_000, interval: 1_000 }).toEqual([1, 1])
  } finally {
    await reading.close()
  }
})

const idsOf = (url: string): string[] => new URL(url).searchParams.get('ids')!.split(',')
/** The last one: before a count stands its name. */
const numberIn = (text: string): number =>
  Number(
    text
      .match(/\d[\d,.]*/g)!
      .at(-1)!
      .replaceAll(',', ''),
  )
/** What hours have is summed; a share is cut to a tenth of a per cent; a time has its own unit, to a tenth. */
function asShown(items: KpiReply['items'], id: string): number {
  const its = items.filter((item) => item.id === id)
  if (its.length === 0) return 0 // the day has just begun: there is no hour yet that has any
  const { value, unit } = its[0]!
  if (unit === 'cases') return its.reduce((sum, item) => sum + item.value!, 0)
  if (unit === 'share') return Math.floor(value! * 1_000) / 10
  if (value! < 3_600) return Math.round(value! / 60)
  return Math.round((value! / (value! < 86_400 ? 3_600 : 86_400)) * 10) / 10
}

it.skipIf(process.platform !== 'linux')('what is written on a canvas waited for our font', async () => {
  const drawn = await drawnOn(wall)
  expect(drawn.length).toBeGreaterThan(0)
  expect(drawn.filter((it) => !it.font.includes('Noto Sans SC Variable'))).toEqual([])
  expect(drawn.filter((it) => !it.wasThere)).toEqual([])
})

it.skipIf(process.platform !== 'linux')(
  'without a Chinese font on the machine every character is its own, and ours',
  async () => {
    const characters = await hanOnPage(wall)
    expect(characters.length).toBeGreaterThan(60)
    // The machine has none: in any other family all of them are the same empty box.
    expect(await looksOf(wall, NOBODYS, characters)).toHaveLength(1)
    const box = (await looksOf(wall, NOBODYS, ['\u{10FFFF}', ...characters.slice(0, 1)])).length
    expect(box, 'and the box is that of a character nobody draws').toBe(1)

    const looks = await looksOf(wall, OURS, characters)
    expect(looks.filter((it) => it.length > 1)).toEqual([])
    // Latin ones beside them too: what the browser says it used is the font of the page.
    // (A row that has just come in may wait a moment for its part of it.)
    await expect
      .poll(() => fontsUsed(wall, '.wall :is(h1, h2, p, span, b, li)'), { timeout: 15_000 })
      .toEqual([{ name: expect.stringContaining('Noto Sans SC'), isOurs: true }])
  },
)

it('nothing personal of a case is in the page, in what it stores, or on its console', async () => {
  const reports = Array.from({ length: 6 }, (_, i) => {
    const { name, phone, idNumber, address, plate, text, title } = canariesOf(i)
    const narrative = `${text} ${plate} ${idNumber}`
    const place = {
      lng: 117.05,
      lat: 30.52,
      kind: 'hazard',
      category: '0201',
      priority: 'P1',
      severity: 'red',
    }
    return { ...place, title, address, narrative, reporter: { name, phone }, externalId: `canary-${i}` }
  })
  const sent = await context.request.post(`${server.url}/api/ingest/hotline`, {
    headers: { authorization: `Bearer ${server.key}` },
    data: reports,
  })
  const { results } = (await sent.json()) as { results: { seq: number; status: number }[] }
  expect(results.map(({ status }) => status)).toEqual(reports.map(() => 201))
  const last = Math.max(...results.map(({ seq }) => seq))
  await wall.waitForFunction((seq) => window.__shaotai!.seq() >= seq, last)
  await wall.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))

  const held = (): Promise<string> =>
    wall.evaluate(() =>
      JSON.stringify([
        document.documentElement.outerHTML,
        { ...localStorage },
        { ...sessionStorage },
        document.title,
        location.href,
      ]),
    )
  expect(canariesIn(Buffer.from(await held()))).toEqual([])
  expect(canariesIn(Buffer.from(told.join('\n')))).toEqual([])
  // And the search sees what is there.
  await wall.evaluate((words) => sessionStorage.setItem('planted', words), canariesOf(1).title)
  expect(canariesIn(Buffer.from(await held()))).toEqual([canariesOf(1).title])
  await wall.evaluate(() => sessionStorage.removeItem('planted'))
})

it('no page asks another host for anything', async () => {
  const other = await context.newPage()
  for (const path of ['/', '/design', '/wall?map=plain&lang=en'])
    await other.goto(server.url + path, { waitUntil: path.startsWith('/wall') ? 'load' : 'networkidle' })
  await shown(other)
  expect([...asked]).toEqual([new URL(server.url).host])

  // What is asked elsewhere is seen here: nothing answers there, and nothing needs to.
  // From a page of ours it could not even be asked: the policy that comes with it says so.
  await other.goto('http://another.invalid/').catch(() => undefined)
  expect([...asked]).toContain('another.invalid')
})
