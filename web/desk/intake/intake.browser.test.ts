/** The intake form in a real browser: by keyboard alone, in both languages, heard by a screen reader, whole on a small screen. */
import '@fontsource-variable/noto-sans-sc'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { intakeWords } from '../../i18n/intake/words.ts'
import { LANGUAGES, type Language } from '../../i18n/words.ts'
import { violationsIn } from '../../parts/testing/axe.ts'
import '../../styles/base.css'
import type { Theme } from '../../styles/tokens.ts'
import IntakeDoor from './IntakeDoor.vue'
import { answerWith, openPage, readerIn, type Asked } from '../../screen/testing/open-page.ts'

const PHONE = '13800138000'
const like = { id: '01M80000000000000000000000', no: 'GD20261126-0007', status: 'filed', metres: 12 }
const alike = {
  duplicates: { radiusMetres: 200, items: [{ ...like, reportedAt: Date.UTC(2026, 10, 25) }] },
  chronic: { radiusMetres: 50, days: 90, from: 3, n: 0, isChronic: false, items: [] },
}
const category = { code: '0102', name: '道路积水', nameEn: 'Water on the road', kind: 'ticket' }

let asked: Asked[]
let isHeard: boolean
let stop: () => void
let shown: Awaited<ReturnType<typeof openPage>> | null = null
beforeEach(() => {
  isHeard = true
  ;({ asked, stop } = answerWith({
    '/api/categories': () => [200, { items: [category] }],
    '/api/departments': () => [200, { items: [] }],
    '/api/areas/at': ({ body }) => [200, { ...body, crs: undefined, accepted: true, path: ['D', 'S'] }],
    '/api/cases/similar': ({ body }) => [
      200,
      body!['phone']
        ? { ...alike, reporter: { days: 90, n: 2, open: 1, items: [] } }
        : { ...alike, reporter: null },
    ],
    '/api/ingest/': () => {
      if (!isHeard) throw new TypeError('no answer')
      return [201, { caseId: 'NEW', caseNo: 'GD20261126-0008', seq: 1, version: 1 }]
    },
    '/api/cases/NEW/commands': () => [200, { seq: 2, version: 2 }],
  }))
})
afterEach(() => {
  shown?.close()
  shown = null
  stop()
})
const open = async (language: Language = 'zh-CN', theme: Theme = 'light', size = [1280, 800]) => {
  await page.viewport(size[0]!, size[1]!)
  shown = await openPage(IntakeDoor, { reader: readerIn(language) }, { role: 'intake', language, theme })
  return intakeWords(language)
}
const sent = (path: string) => asked.filter((it) => it.path.startsWith(path))
const keys = (text: string) => userEvent.keyboard(text)
/** From the keyboard, in the order of the form. */
async function fill(place: string): Promise<void> {
  await keys('{Tab}{Enter}')
  await expect.element(page.getByRole('dialog')).toBeVisible()
  await keys('{Tab}0102')
  await expect.element(page.getByRole('option')).toBeVisible()
  await keys('{ArrowDown}{Enter}{Tab}')
  if (document.activeElement?.tagName === 'BUTTON') await keys('{Tab}') // the cross that takes the choice back
  await keys(`wet{Tab}long story{Tab}Wang{Tab}${PHONE}{Tab}{Tab}${place}{Tab}`)
  await expect.element(page.getByText('D › S')).toBeVisible()
}
/** Elements of the dialog that hold more than they show. */
const clipped = (): string[] =>
  [...document.querySelectorAll<HTMLElement>('.part-dialog *')]
    .filter(
      (it) => it.children.length === 0 && it.textContent?.trim() && !it.closest('.unseen, .part-aloud, .map'),
    )
    .filter((it) => it.scrollWidth > it.clientWidth + 1 && getComputedStyle(it).display !== 'inline')
    .map((it) => it.textContent!)

describe('a caller is taken by keyboard alone', () => {
  it.each(LANGUAGES)(
    'in %s: a double Ctrl+Enter makes one case, and its number is shown',
    async (language) => {
      const words = await open(language)
      await fill('117.05 30.52')
      await keys('{Control>}{Enter}{Enter}{/Control}')
      await expect.element(page.getByText('GD20261126-0008')).toBeVisible()
      const reports = sent('/api/ingest/')
      expect(reports).toHaveLength(1)
      expect(reports[0]).toMatchObject({
        path: '/api/ingest/hotline',
        key: expect.stringMatching(/^[0-9a-f]{32}$/),
        body: {
          kind: 'ticket',
          category: '0102',
          title: 'wet',
          narrative: 'long story',
          reporter: { name: 'Wang', phone: PHONE },
          lng: 117.05,
          lat: 30.52,
        },
      })
      await expect.element(page.getByText(words.done.tell)).toBeVisible()
      // Nobody's number in an address or in what the browser keeps, and one match of it on the trail.
      expect(asked.filter(({ path }) => path.includes(PHONE))).toEqual([])
      expect(JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href])).not.toContain(PHONE)
      expect(sent('/api/cases/similar').filter(({ body }) => body!['phone'])).toHaveLength(1)
    },
  )
  it('joins the case that it is another report of', async () => {
    const words = await open()
    await fill('117.05 30.52')
    await page.getByRole('button', { name: words.alike.joinNo(like.no) }).click()
    await keys('{Control>}{Enter}{/Control}')
    await expect.element(page.getByText(words.done.joined(like.no))).toBeVisible()
    expect(sent('/api/cases/NEW/commands')[0]?.body).toMatchObject({
      type: 'merge',
      into: like.id,
      expectedVersion: 1,
    })
  })
})

describe('what was written', () => {
  it('stays and is not sent while the link is down', async () => {
    const words = await open()
    await fill('117.05 30.52')
    shown!.live.link = { link: 'lost' } as never
    await keys('{Control>}{Enter}{/Control}')
    await expect.element(page.getByRole('alert').filter({ hasText: words.down })).toBeVisible()
    expect(sent('/api/ingest/')).toEqual([])
    expect((page.getByRole('textbox', { name: words.heading }).element() as HTMLInputElement).value).toBe(
      'wet',
    )
  })
  it('is locked when no answer came, and sent again under the same key', async () => {
    const words = await open()
    await fill('117.05 30.52')
    isHeard = false
    await keys('{Control>}{Enter}{/Control}')
    await expect.element(page.getByText(words.unanswered)).toBeVisible()
    expect(document.querySelector('.intake')!.hasAttribute('inert')).toBe(true)
    isHeard = true
    await page.getByRole('button', { name: words.again }).click()
    await expect.element(page.getByText('GD20261126-0008')).toBeVisible()
    const [first, second] = sent('/api/ingest/')
    expect(second).toEqual(first)
  })
  it('is asked for before it is lost, and is there again when it was put aside', async () => {
    const words = await open()
    await keys('{Tab}{Enter}')
    await page.getByRole('textbox', { name: words.heading }).fill('wet')
    await keys('{Escape}')
    await page.getByRole('button', { name: words.leave.aside }).click()
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
    await page.getByRole('button', { name: words.openUnfinished }).click()
    await expect.element(page.getByRole('textbox', { name: words.heading })).toHaveValue('wet')
    const leaving = shown!.router.push('/elsewhere')
    await page.getByRole('button', { name: words.leave.stay }).click()
    await leaving
    expect(shown!.router.currentRoute.value.path).toBe('/desk')
  })
})

it.each([
  ['zh-CN', 'light', [1280, 800]],
  ['en', 'dark', [390, 844]],
] as const)('has no fault to axe and no clipped text, in %s, %s, at %s', async (language, theme, size) => {
  await open(language, theme, [...size])
  await fill('117.05 30.52')
  await expect.element(page.getByText(like.no)).toBeVisible()
  expect(await violationsIn(document.body)).toEqual([])
  expect(clipped()).toEqual([])
  const body = document.querySelector('.part-body')!
  expect(body.scrollWidth).toBeLessThanOrEqual(body.clientWidth)
})

it('is not there for whoever may not report', async () => {
  await page.viewport(1280, 800)
  shown = await openPage(
    IntakeDoor,
    { reader: readerIn('en') },
    { role: 'dispatcher', language: 'en', theme: 'light' },
  )
  // The desk's key asks for it all the same.
  shown.desk.intakeOpen = true
  await expect.poll(() => shown!.desk.intakeOpen).toBe(false)
  expect(document.querySelector('button, [role=dialog]')).toBeNull()
})
