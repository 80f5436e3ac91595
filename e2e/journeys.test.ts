/**
 * A ticket and a dispute in Chinese and a hazard in English, from the phone to the rating, each by the people whose work it
 * is and with the keyboard alone, while a wall and a brief in other windows follow within a second: in the middle of all steps
 * here, at each of them in a night, which has each of the three in each language (LIVES=all).
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { quantile } from '../trust/link-outcome.ts'
import { intakeWords } from '../web/i18n/intake/words.ts'
import { wordsOf } from '../web/i18n/words.ts'
import { follow, type Follower } from './followers.ts'
import { startDemo, type DemoServer } from './pictures/demo-server.ts'
import { openBrowser } from './pictures/wall.ts'
import {
  asServed,
  atTheDesk,
  choose,
  find,
  focused,
  reopen,
  sitDown,
  tabTo,
  take,
  type Language,
  type Seat,
  type Step,
} from './seats.ts'

/** Promised (product.md ★): what was confirmed is on the other screens within this. */
const FOLLOWED_WITHIN_MS = 1_000
type Kind = 'ticket' | 'hazard' | 'dispute'
type Desk = 'intake' | 'dispatcher' | 'liaison' | 'verifier'

let server: DemoServer
let browser: Browser
const followers: Follower[] = []
/** Each person has one, and speaks the language of the life that is under way. */
const seats = new Map<string, { language: Language; seat: Promise<Seat> }>()
function seat(who: string, language: Language): Promise<Seat> {
  const taken = seats.get(who)
  if (taken?.language === language) return taken.seat
  const coming = taken
    ? taken.seat.then((it) => reopen(it, server.url, language).then(() => it))
    : atTheDesk({ ...server, browser }, who, language)
  seats.set(who, { language, seat: coming })
  return coming
}

beforeAll(async () => {
  server = await startDemo({ timeZone: 'Asia/Shanghai' })
  browser = await openBrowser({}, { flat: true })
  const [{ page: wall }, { page: brief }] = await Promise.all([
    sitDown({ ...server, browser }, 'chief', '/wall?map=plain&lang=zh-CN'),
    sitDown({ ...server, browser }, 'leader', '/brief?lang=en', 'en'),
  ])
  await wall.waitForFunction(() => window.__shaotai?.link() === 'live', undefined, { timeout: 60_000 })
  await brief.locator('[data-as-of][data-seq]').waitFor({ timeout: 60_000 })
  followers.push(await follow('wall', wall), await follow('brief', brief))
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** From a select that has the focus: the option of this place, counted from 0. */
const pick = (downs: number) => async (page: Page) => {
  await page.keyboard.press('Enter')
  await page.locator('[role=option][data-highlighted]').waitFor()
  for (let i = 0; i < downs; i += 1) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.locator('.part-float [role=option]').first().waitFor({ state: 'detached' })
}
/** The first of those offered at the side, by its number. */
const theFirst = async (page: Page) => {
  await page.locator('[data-candidate]').first().waitFor()
  await page.keyboard.press('1')
  await page.locator('[data-candidate][aria-pressed=true]').waitFor()
}
/** Into a field of date and time that has the focus at its first part, as this browser orders them: month, day, year. */
async function writeTime(page: Page, year: string): Promise<void> {
  await page.keyboard.type(`0115${year}`)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.type('1000AM')
  const written = () => page.evaluate(() => (document.activeElement as HTMLInputElement).value)
  await expect.poll(written).toBe(`${year}-01-15T10:00`)
}
/** Within a field of date and time, whose parts are a stop of Tab each: back until it is left, and in again. */
async function toFirstPart(page: Page): Promise<void> {
  const field = await focused(page)
  while ((await focused(page)) === field) await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Tab')
}
/** 四要素, from the last to the first: the focus is on what sends them. */
const fourElements = async (page: Page) => {
  const language = await page.evaluate(() => document.documentElement.lang as Language)
  const { fields } = wordsOf(language).case
  for (const name of ['measures', 'contacted'] as const) {
    await tabTo(page, fields[name], 'Shift+Tab')
    await page.keyboard.type('清运完毕')
  }
  for (const [name, year] of [
    ['doneBy', '2027'],
    ['acceptedAt', '2026'],
  ] as const) {
    await tabTo(page, fields[name], 'Shift+Tab')
    await toFirstPart(page)
    await writeTime(page, year)
  }
}
/** An agreement is performed by then. */
const nextYear = (page: Page) => writeTime(page, '2027')
const LIVES: Record<Kind, { category: string; steps: (Step & { at: Desk })[] }> = {
  ticket: {
    category: '0102',
    steps: [
      { at: 'intake', key: 'a', action: 'accept' },
      { at: 'intake', key: 'a', action: 'file' },
      { at: 'dispatcher', key: 'd', action: 'dispatch', fill: theFirst },
      { at: 'liaison', key: 'a', action: 'sign' },
      { at: 'liaison', key: 'a', action: 'handle' },
      { at: 'liaison', key: 'c', action: 'feedback', fill: fourElements },
      { at: 'verifier', key: 'a', action: 'check' },
      { at: 'verifier', key: 'f', action: 'close' },
      { at: 'intake', key: 'c', action: 'rate', fill: pick(0) },
    ],
  },
  hazard: {
    category: '0201',
    steps: [
      { at: 'intake', key: 'a', action: 'grade', fill: pick(1) },
      { at: 'dispatcher', key: 'd', action: 'assign', fill: theFirst },
      { at: 'liaison', key: 'a', action: 'rectify' },
      { at: 'liaison', key: 'c', action: 'submit' },
      { at: 'verifier', key: 'f', action: 'clear' },
      { at: 'verifier', key: 'f', action: 'look_back' },
    ],
  },
  dispute: {
    category: '0301',
    steps: [
      { at: 'intake', key: 'a', action: 'triage', fill: pick(1) },
      { at: 'dispatcher', key: 'd', action: 'mediate', fill: theFirst },
      { at: 'liaison', key: 'a', action: 'sign' },
      { at: 'liaison', key: 'f', action: 'agree', fill: nextYear },
      { at: 'verifier', key: 'f', action: 'settle' },
      { at: 'intake', key: 'c', action: 'follow_up', fill: pick(0) },
    ],
  },
}
const KINDS: Kind[] = ['ticket', 'hazard', 'dispute']
const ENDS: Record<Kind, string> = { ticket: 'evaluated', hazard: 'verified', dispute: 'followed_up' }

/** What a caller says, written down without leaving the keys. */
async function takeCall(page: Page, kind: Kind, language: Language): Promise<{ id: string; no: string }> {
  const w = intakeWords(language)
  await page.keyboard.press('n')
  await page.locator('[role=dialog]').waitFor()
  await expect.poll(() => focused(page)).toBe(w.kinds.ticket)
  for (let i = 0; i < KINDS.indexOf(kind); i += 1) await page.keyboard.press('ArrowRight')
  expect(await focused(page)).toBe(w.kinds[kind])
  await tabTo(page, w.category)
  await choose(page, LIVES[kind].category)
  await tabTo(page, w.heading)
  await page.keyboard.type(language === 'en' ? 'Boxes in the stairwell' : '楼道里有杂物')
  await tabTo(page, w.phone)
  await page.keyboard.type('13800138000')
  await tabTo(page, w.coordinates)
  await page.keyboard.type('117.05, 30.52')
  await tabTo(page, w.address)
  await page.keyboard.press('Control+Enter')
  const number = page.locator('[data-case-no]')
  await number.waitFor()
  const no = (await number.textContent())!.trim()
  await page.keyboard.press('Escape')
  await page.locator('[role=dialog]').waitFor({ state: 'detached' })
  const open = page.locator('[data-case][data-case-version]')
  await open.waitFor()
  return { id: (await open.getAttribute('data-case'))!, no }
}

const SOME: [Kind, Language][] = [
  ['ticket', 'zh-CN'],
  ['dispute', 'zh-CN'],
  ['hazard', 'en'],
]
const ALL = (['zh-CN', 'en'] as const).flatMap((language) =>
  KINDS.map((kind): [Kind, Language] => [kind, language]),
)
const isWhole = process.env['LIVES'] === 'all'
describe('from the phone to the rating, by keyboard alone', () => {
  it.each(isWhole ? ALL : SOME)('a %s, in %s, followed by a wall and a brief', async (kind, language) => {
    const intake = await seat('intake', language)
    // Sits down while the call is taken.
    for (const who of ['dispatcher', 'verifier']) void seat(who, language)
    const { id, no } = await takeCall(intake.page, kind, language)
    const took: Record<string, number[]> = { wall: [], brief: [] }
    const followed = async (): Promise<void> => {
      const { events } = await asServed(intake, server.url, id)
      for (const { name, after } of followers) {
        const ms = await after(events.at(-1)!)
        took[name]!.push(ms)
      }
    }
    await followed()
    let last: Page | null = intake.page
    for (const step of LIVES[kind].steps) {
      const { it: now } = await asServed(intake, server.url, id)
      const who = step.at === 'liaison' ? liaisonOf(now.department!) : step.at
      const { page } = await seat(who, language)
      if (page !== last) await find(page, no, id)
      last = page
      const version = await take(page, step)
      expect((await asServed(intake, server.url, id)).it.version, step.action).toBe(version)
      await followed()
    }
    process.stdout.write(
      `journey: ${kind}, ${language}, ms from the ledger to the picture: ${Object.entries(took)
        .map(([screen, all]) => `${screen} ${all.join(' ')}`)
        .join('; ')}\n`,
    )
    expect((await asServed(intake, server.url, id)).it.status).toBe(ENDS[kind])
    // One moment of a busy machine may be longer in a test run, not the middle of them; a night takes none.
    const which = isWhole ? 1 : 0.5
    for (const [screen, all] of Object.entries(took))
      expect(quantile(all, which), `${screen}: ${all.join()}`).toBeLessThanOrEqual(FOLLOWED_WITHIN_MS)
  })
})
const liaisonOf = (department: string): string =>
  department === 'D01' ? 'liaison' : `liaison.${department.toLowerCase()}`
