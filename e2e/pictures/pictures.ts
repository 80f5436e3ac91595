/**
 * `npm run pictures`: every view as it is, out of a running demo, at every size and in every state that somebody may meet,
 * to be looked at and criticised. By itself it finds what a machine can find: an axe violation, text that is cut.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { playLives } from '../case-lives.ts'
import { startDemo } from './demo-server.ts'
import { cutOn, violationsOn } from './faults.ts'
import type { Stage } from './scene.ts'
import { SCENES } from './scenes.ts'
import { chosen, nameOf, shotsOf, STATES, WALL_SHOTS, type Shot, type State } from './shots.ts'
import { smallPicture } from './small-picture.ts'
import { enter, lives, WALL_STATES } from './states.ts'
import { visit } from './visit.ts'
import { calm, openBrowser, signIn } from './wall.ts'

const root = join(import.meta.dirname, '../..')
const DOCS = join(root, 'docs/pictures')
/** What README and docs show: small enough to keep every version of it. */
const SHOWN: Partial<Record<string, string>> = {
  'wall-busy-1920x1080-zh-CN-dark': 'wall-zh',
  'wall-busy-1920x1080-en-light': 'wall-en',
  'wall-storm-1920x1080-zh-CN-dark': 'wall-storm',
  'desk-candidates-1440x900-en-dark': 'desk-en',
  'desk-candidates-1440x900-zh-CN-light': 'desk-zh',
  'brief-first-1180x820-zh-CN-light': 'brief-zh',
  'brief-definition-820x1180-en-dark': 'brief-en',
  'admin-category-1440x900-zh-CN-light': 'admin-zh',
}
const DRAWN_WITHIN_MS = 120_000
/** The hour in the district, whenever pictures are taken: work is under way, and half of today is there to be seen. */
const HOUR = 11

const USAGE = [
  'Usage: npm run pictures [-- FOLDER] [--only WORDS] [--docs]     FOLDER: default .toolchain/pictures',
  '  --only WORDS  some of them: views, states, sizes, languages, themes, kinds of sight, such as desk,390x844,en',
  '  --docs        those of README and docs, into docs/pictures',
  'It ends with 1 where axe finds something or text is cut, and says where.',
].join('\n')

const say = (line: string): void => void process.stdout.write(`${line}\n`)

interface Where {
  folder: string
  docs: boolean
}
function readCommandLine(): Where & { shots: readonly Shot[] } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { only: { type: 'string' }, docs: { type: 'boolean', default: false } },
    })
    if (positionals.length > 1) throw new Error('One folder, please.')
    // npm moves to the project's root; INIT_CWD is where the person stands.
    const from =
      (process.env['npm_lifecycle_event'] === 'pictures' && process.env['INIT_CWD']) || process.cwd()
    const folder = positionals[0] ? resolve(from, positionals[0]) : join(root, '.toolchain/pictures')
    const all = [...WALL_SHOTS, ...SCENES.flatMap(shotsOf)]
    const shots = chosen(all, values.only).filter((it) => !values.docs || nameOf(it) in SHOWN)
    if (shots.length === 0) throw new Error('There is no picture of all that at once.')
    return { folder: values.docs ? DOCS : folder, shots, docs: values.docs }
  } catch (fault) {
    process.stderr.write(`${(fault as Error).message}\n${USAGE}\n`)
    process.exit(2)
  }
}

/** Where it is HOUR o'clock now. */
function zoneOfHour(now: Date): string {
  const ahead = ((HOUR - now.getUTCHours() + 36) % 24) - 12
  return `Etc/GMT${ahead >= 0 ? '-' : '+'}${Math.abs(ahead)}` // their signs are the other way round
}

const faults: string[] = []
/** A view that scrolls is shown to its end, except in docs. */
async function take(page: Page, shot: Shot, { folder, docs }: Where): Promise<void> {
  const begun = performance.now()
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Emulation.setEmulatedVisionDeficiency', { type: shot.sight ?? 'none' })
  const path = join(folder, docs ? `${SHOWN[nameOf(shot)]}.jpg` : `${nameOf(shot)}.png`)
  const fullPage = !docs && shot.view !== 'wall'
  const png = await page.screenshot({ fullPage, timeout: DRAWN_WITHIN_MS })
  writeFileSync(path, docs ? await smallPicture(page.context().browser()!, png) : png)
  await cdp.detach()
  say(`${path} (${((performance.now() - begun) / 1_000).toFixed(1)} s)`)
  if (shot.sight) return
  const found = [...(await violationsOn(page)), ...(await cutOn(page))].map((it) => `${nameOf(shot)}: ${it}`)
  for (const it of found) say(`  ${it}`)
  faults.push(...found)
}

/** One page for all of a language and a theme: a wall is resized, not opened again. */
const pageOf = ({ language, theme }: Shot): string => `lang=${language}&theme=${theme}`
const byPage = (shots: readonly Shot[]): Shot[][] => [...Map.groupBy(shots, pageOf).values()]

async function takeWall(browser: Browser, stage: Stage, state: State, shots: readonly Shot[], where: Where) {
  const end = await WALL_STATES[state].begin?.(stage)
  for (const its of byPage(shots)) {
    const [width, height] = its[0]!.size
    const context = await browser.newContext({ viewport: { width, height } })
    await signIn(context, stage.server.url)
    const page = await context.newPage()
    page.on('pageerror', (fault) => say(`the page says: ${fault.message}`))
    await enter(page, state, `${stage.server.url}/wall?${pageOf(its[0]!)}`, stage)
    for (const shot of its) {
      await page.setViewportSize({ width: shot.size[0], height: shot.size[1] })
      await calm(page)
      await take(page, shot, where)
    }
    WALL_STATES[state].leave?.(stage)
    await context.close()
  }
  await end?.()
}

async function takeViews(browser: Browser, stage: Stage, shots: readonly Shot[], where: Where) {
  await lives(stage)
  stage.lives ??= await playLives(stage.server)
  for (const scene of SCENES) {
    const its = shots.filter((it) => it.view === scene.view && it.state === scene.state)
    for (const ofPage of byPage(its))
      await visit(browser, stage, scene, ofPage, (page, shot) => take(page, shot, where))
  }
}

const { shots, ...where } = readCommandLine()
mkdirSync(where.folder, { recursive: true })
const server = await startDemo({ timeZone: zoneOfHour(new Date()) })
let browser: Browser | undefined
let closing: Promise<void> | undefined
/** Once, whoever asks: a signal and the fault that follows from it would else leave each other's work half done. */
const close = (): Promise<void> => (closing ??= shut())
async function shut(): Promise<void> {
  await browser?.close()
  await server.stop()
}
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => void close().finally(() => process.exit(130)))
try {
  browser = await openBrowser()
  const stage: Stage = { server, feed: null, lives: null }
  const [ofWall, ofViews] = [
    shots.filter((it) => it.view === 'wall'),
    shots.filter((it) => it.view !== 'wall'),
  ]
  for (const state of STATES) {
    const its = ofWall.filter((shot) => shot.state === state)
    if (its.length > 0) await takeWall(browser, stage, state, its, where)
  }
  if (ofViews.length > 0) await takeViews(browser, stage, ofViews, where)
} finally {
  await close()
}
say(`${shots.length} pictures, ${faults.length} faults`)
for (const it of faults) say(`  ${it}`)
process.exitCode = faults.length > 0 ? 1 : 0
