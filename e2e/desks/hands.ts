/** Handing a case to another department by keyboard, at a desk: everything up to the key that sends it. */
import type { Page } from 'playwright-core'
import { zhCN } from '../../web/i18n/zh-CN.ts'
import { choose, tabTo } from '../seats.ts'
import type { Named } from './room.ts'

export interface Wish {
  department: string
  /** Written as its reason; in no other. */
  mark: string
}
export const SEND = 'Control+Enter'
const { fields } = zhCN.case

/** Chosen by its number, over the line that `/` opens. */
async function seek(page: Page, { no }: Named): Promise<void> {
  await page.keyboard.press('/')
  await page.keyboard.insertText(no)
  await page.locator('[data-found=case]').first().waitFor()
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.activeElement?.matches('main'))
}
/** The case is open, and its form filled. */
export async function writeWish(page: Page, file: Named, wish: Wish): Promise<void> {
  await seek(page, file)
  await page.locator(`[data-case="${file.id}"][data-case-version]`).waitFor()
  await page.keyboard.press('d')
  await fill(page, wish)
}
async function fill(page: Page, { department, mark }: Wish): Promise<void> {
  await page.locator('form[data-form=reassign]').waitFor()
  await page.waitForFunction(() => document.activeElement?.closest('form[data-form]') != null)
  await tabTo(page, fields.department, 'Shift+Tab')
  await choose(page, department)
  await tabTo(page, fields.reason)
  await page.keyboard.insertText(mark)
}

/** The cases are marked, and the form for all of them filled. */
export async function writeForAll(page: Page, cases: readonly Named[], wish: Wish): Promise<void> {
  for (const file of cases) {
    await seek(page, file)
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.activeElement?.matches('[role=listbox].rows'))
    await page.keyboard.press(' ')
  }
  const choice = page.locator('[data-bulk-action]')
  await choice.focus()
  await page.keyboard.press('Enter')
  await page.locator('.part-float [role=option]', { hasText: zhCN.actions.reassign }).click()
  await page.locator('.part-float').waitFor({ state: 'detached' })
  await page.locator('form[data-form=reassign] [data-send]').focus()
  await fill(page, wish)
}
