/** The desk and the intake form as the people of the demo meet them. Knows keys and marks of the page, no picture. */
import type { Page } from 'playwright-core'
import { DEMO_PASSWORD } from '../../server/directory/first-start.ts'
import type { Scene, Size, Stage } from './scene.ts'

const DESK: readonly Size[] = [[1440, 900]]
const EVERY: readonly Size[] = [
  [1440, 900],
  [1280, 800],
  [1920, 1080],
  [820, 1180],
  [390, 844],
]
const FORM: readonly Size[] = [
  [1440, 900],
  [390, 844],
]
const STALE_WITHIN_MS = 40_000

const queue = (page: Page) => page.locator('[role=listbox].rows [role=option]').first().waitFor()
/** The first of the queue, in the middle of the desk. */
async function openFirst(page: Page): Promise<void> {
  await queue(page)
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.locator('[data-case][data-case-version]').waitFor()
}
/** The first of the queue about to be handed over, the first candidate chosen. */
async function handOver(page: Page, { lives }: Stage): Promise<void> {
  await lives!.fileOne()
  await openFirst(page)
  await page.keyboard.press('d')
  await page.locator('form[data-form]').waitFor()
  await page.locator('[data-candidate]').first().waitFor()
  await page.keyboard.press('1')
  await page.locator('[data-candidate][aria-pressed=true]').waitFor()
}
const confirm = (page: Page) => page.keyboard.press('Control+Enter')
const cut = (page: Page) => page.context().setOffline(true)
const mend = (page: Page) => page.context().setOffline(false)

/** Somebody else hands over elsewhere what this desk has decided on and could not send. */
async function beQuicker(page: Page, { server }: Stage, chosen: string | null): Promise<void> {
  const id = (await page.locator('[data-case][data-case-version]').getAttribute('data-case'))!
  const data = { username: 'chief', password: DEMO_PASSWORD }
  const ask = async (path: string, token: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const sent = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) }
    const answer = await fetch(server.url + path, sent)
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as Record<string, unknown>
  }
  const { token } = await ask('/api/session', '', data)
  const { version, kind } = await ask(`/api/cases/${id}`, String(token))
  const type = { ticket: 'dispatch', hazard: 'assign', dispute: 'mediate' }[String(kind)]
  const step = {
    type,
    department: chosen === 'D12' ? 'D07' : 'D12',
    expectedVersion: version,
    commandId: `quicker-${id}-${version}`,
  }
  await ask(`/api/cases/${id}/commands`, String(token), step)
}

async function takeCall(page: Page): Promise<void> {
  await page.keyboard.press('n')
  await page.locator('[role=dialog] form').waitFor()
}
/** A report of what somebody has reported already, at its very place. */
async function tellAgain(page: Page, { lives }: Stage): Promise<void> {
  await takeCall(page)
  const form = page.locator('[role=dialog] form')
  const at = lives!.place
  await form.locator('[role=combobox]').first().fill('0102')
  await page.locator('.part-float [role=option]', { hasText: '0102' }).click() // until others are gone
  await form.locator('input[maxlength="200"]').fill('路口垃圾没有清运')
  await form.locator('textarea').fill('来电人称已堆了三天，下雨后有污水。')
  await form.locator('input[inputmode=tel]').fill('13800138000')
  await form.locator('input[inputmode=text]').fill(`${at.lng}, ${at.lat}`)
  await form.locator('input[inputmode=text]').press('Tab') // Enter would send
  await form.locator('.alike li').first().waitFor()
  await form.locator('.alike').scrollIntoViewIfNeeded()
}

const desk = { view: 'desk', who: 'dispatcher', path: '/desk' } as const
export const DESK_SCENES: readonly Scene[] = [
  { ...desk, state: 'queue', sizes: EVERY, act: queue },
  { ...desk, state: 'queue-liaison', who: 'liaison', sizes: DESK, act: queue },
  { ...desk, state: 'queue-verifier', who: 'verifier', sizes: DESK, act: queue },
  {
    ...desk,
    state: 'filters',
    sizes: FORM,
    act: async (page) => {
      await queue(page)
      await page.locator('.queue button[aria-expanded=false]').first().click()
    },
  },
  { ...desk, state: 'empty', path: '/desk?tab=requests&kind=dispute&grade=red', sizes: FORM },
  { ...desk, state: 'case', path: '/desk?tab=all', sizes: EVERY, act: openFirst },
  { ...desk, state: 'candidates', sizes: EVERY, act: handOver, isForEverySight: true },
  {
    ...desk,
    state: 'bar',
    sizes: FORM,
    act: async (page) => {
      await openFirst(page)
      await page.keyboard.press('/')
      await page.keyboard.type(
        (await page.locator('html').getAttribute('lang')) === 'en' ? 'd urban' : '派 城管',
      )
      await page.locator('[data-found]').first().waitFor()
    },
  },
  {
    ...desk,
    state: 'keys',
    sizes: FORM,
    act: async (page) => {
      await queue(page)
      await page.keyboard.press('?')
      await page.locator('[role=dialog]').waitFor()
    },
  },
  {
    ...desk,
    state: 'bulk',
    sizes: FORM,
    act: async (page) => {
      await queue(page)
      for (const key of ['j', ' ', 'j', ' ', 'j', ' ', 'j', ' ']) await page.keyboard.press(key)
      await page.locator('[data-bulk-action]').click()
      await page.locator('.part-float [role=option]').first().click()
      await page.locator('[data-bulk-preview]').waitFor()
    },
  },
  {
    ...desk,
    state: 'put-on-wall',
    who: 'chief',
    sizes: DESK,
    act: async (page) => {
      await openFirst(page)
      await page.keyboard.press('p')
      await page.locator('form[data-form]').waitFor()
    },
  },
  {
    ...desk,
    state: 'pending',
    sizes: DESK,
    act: async (page, stage) => {
      await handOver(page, stage)
      stage.server.hold()
      await confirm(page)
      await page.locator('[data-pending]').waitFor()
    },
    leave: (_, { server }) => server.goOn(),
  },
  {
    ...desk,
    state: 'conflict',
    sizes: FORM,
    act: async (page, stage) => {
      await handOver(page, stage)
      const chosen = await page.locator('[data-candidate][aria-pressed=true]').getAttribute('data-candidate')
      await cut(page)
      await confirm(page)
      await page.locator('[data-outbox]').waitFor()
      await beQuicker(page, stage, chosen)
      await mend(page)
      await page.locator('[data-conflict]').waitFor({ timeout: STALE_WITHIN_MS })
    },
  },
  {
    ...desk,
    state: 'link-lost',
    sizes: EVERY,
    act: async (page, stage) => {
      await handOver(page, stage)
      await cut(page)
      await confirm(page)
      await page.locator('[data-stale]').waitFor({ timeout: STALE_WITHIN_MS })
    },
    leave: mend,
  },
]

const intake = { view: 'intake', who: 'intake', path: '/desk' } as const
export const INTAKE_SCENES: readonly Scene[] = [
  { ...intake, state: 'empty', sizes: FORM, act: takeCall },
  { ...intake, state: 'duplicate', sizes: FORM, act: tellAgain },
  {
    ...intake,
    state: 'missing',
    sizes: FORM,
    act: async (page) => {
      await takeCall(page)
      await confirm(page)
      await page.locator('[role=dialog] [aria-invalid=true]').first().waitFor()
    },
  },
  {
    ...intake,
    state: 'done',
    sizes: FORM,
    act: async (page, stage) => {
      await tellAgain(page, stage)
      await confirm(page)
      await page.locator('[data-case-no]').waitFor()
    },
  },
]
