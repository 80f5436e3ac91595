/**
 * `npm run pictures`: the wall as it is, out of a running demo, at every size and in every state that somebody may meet,
 * to be looked at and criticised. Takes pictures and judges none.
 */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { startDemo } from './demo-server.ts'
import { chosen, nameOf, STATES, type Shot, type State } from './shots.ts'
import { enter, SCENES, type Stage } from './states.ts'
import { calm, openBrowser, signIn } from './wall.ts'

const root = join(import.meta.dirname, '../..')
const DOCS = join(root, 'docs/pictures')
/** What the README shows: small enough to keep every version of it. */
const SHOWN: Partial<Record<string, string>> = {
  'busy-1920x1080-zh-CN-dark': 'wall-zh',
  'busy-1920x1080-en-light': 'wall-en',
  'storm-1920x1080-zh-CN-dark': 'wall-storm',
}
const QUALITY = 82
const DRAWN_WITHIN_MS = 120_000
/** The hour in the district, whenever pictures are taken: work is under way, and half of today is there to be seen. */
const HOUR = 11

const USAGE = [
  'Usage: npm run pictures [-- FOLDER] [--only WORDS] [--docs]     FOLDER: default .toolchain/pictures',
  '  --only WORDS  some of them: states, sizes, languages, themes, kinds of sight, such as storm,1280x800,en',
  '  --docs        those of the README, into docs/pictures',
].join('\n')

const say = (line: string): void => void process.stdout.write(`${line}\n`)

function readCommandLine(): { folder: string; shots: readonly Shot[]; docs: boolean } {
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
    const shots = chosen(values.only).filter((it) => !values.docs || nameOf(it) in SHOWN)
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

async function take(
  page: Page,
  shot: Shot,
  { folder, docs }: { folder: string; docs: boolean },
): Promise<void> {
  const begun = performance.now()
  const [width, height] = shot.size
  await page.setViewportSize({ width, height })
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Emulation.setEmulatedVisionDeficiency', { type: shot.sight ?? 'none' })
  await calm(page)
  const name = docs ? `${SHOWN[nameOf(shot)]}.jpg` : `${nameOf(shot)}.png`
  const path = join(folder, name)
  const how = docs ? ({ type: 'jpeg', quality: QUALITY } as const) : ({ type: 'png' } as const)
  await page.screenshot({ path, timeout: DRAWN_WITHIN_MS, ...how })
  await cdp.detach()
  say(`${path} (${((performance.now() - begun) / 1000).toFixed(1)} s)`)
}

/** One page for all of a language and a theme: a wall is resized, not opened again. */
async function takeState(
  browser: Browser,
  stage: Stage,
  state: State,
  shots: readonly Shot[],
  where: { folder: string; docs: boolean },
): Promise<void> {
  const end = await SCENES[state].begin?.(stage)
  for (const key of new Set(shots.map(pageOf))) {
    const its = shots.filter((shot) => pageOf(shot) === key)
    const [width, height] = its[0]!.size
    const context = await browser.newContext({ viewport: { width, height } })
    await signIn(context, stage.server.url)
    const page = await context.newPage()
    page.on('pageerror', (fault) => say(`the page says: ${fault.message}`))
    await enter(page, state, `${stage.server.url}/wall?${key}`, stage)
    for (const shot of its) await take(page, shot, where)
    SCENES[state].leave?.(stage)
    await context.close()
  }
  await end?.()
}
const pageOf = ({ language, theme }: Shot): string => `lang=${language}&theme=${theme}`

const { shots, ...where } = readCommandLine()
if (shots.length === 0) {
  process.stderr.write(`There is no picture of all that at once.\n${USAGE}\n`)
  process.exit(2)
}
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
  const stage: Stage = { server, feed: null }
  for (const state of STATES) {
    const its = shots.filter((shot) => shot.state === state)
    if (its.length > 0) await takeState(browser, stage, state, its, where)
  }
} finally {
  await close()
}
