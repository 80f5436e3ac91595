/** The parts in a real browser: by keyboard alone, heard by a screen reader, whole with ten thousand rows. */
import '@fontsource-variable/noto-sans-sc'
import { afterEach, describe, expect, it } from 'vitest'
import { cdp, page, userEvent } from 'vitest/browser'
import { nextTick } from 'vue'
import PartSamples from '../design/PartSamples.vue'
import { designParts } from '../i18n/parts/samples.ts'
import { partWords } from '../i18n/parts/words.ts'
import { LANGUAGES } from '../i18n/words.ts'
import '../styles/base.css'
import { THEMES } from '../styles/tokens.ts'
import { violationsIn } from './testing/axe.ts'
import { mount, type Mounted } from './testing/mount.ts'
import { toasts } from './toasts.ts'

let shown: Mounted | null = null
afterEach(() => {
  shown?.unmount()
  shown = null
  toasts.value = []
})
const words = designParts('zh-CN')
const open = async () => {
  await page.viewport(1280, 900)
  shown = mount(PartSamples)
  await nextTick()
  return shown.root
}
const button = (name: string) => page.getByRole('button', { name, exact: true })
const focused = () => document.activeElement as HTMLElement

describe('what axe says', () => {
  // Colours are the theme's, words the language's: two of the four pairs have them all.
  it.each(THEMES.map((theme, i) => [theme, LANGUAGES[i]!] as const))(
    'nothing, in %s, %s: at rest, with a list, a drawer and messages open',
    async (theme, language) => {
      await page.viewport(1280, 900)
      shown = mount(PartSamples, {}, { theme, language })
      const said = designParts(language)
      await page.getByRole('combobox', { name: said.combobox, exact: true }).click()
      await expect.element(page.getByRole('option').first()).toBeVisible()
      expect(await violationsIn(document.body)).toEqual([])
      await userEvent.keyboard('{Escape}')
      await button(said.toast).click()
      await button(said.toastError).click()
      await button(said.drawer).click()
      await expect.element(page.getByRole('dialog')).toBeVisible()
      expect(await violationsIn(document.body)).toEqual([])
    },
  )
})

describe('a dialog', () => {
  it('holds the focus while it is open, closes by Esc, and gives the focus back', async () => {
    await open()
    const opener = button(words.dialog)
    await opener.click()
    const dialog = page.getByRole('dialog')
    await expect.element(dialog).toHaveAccessibleName(words.dialogTitle)
    for (let i = 0; i < 5; i++) {
      await userEvent.keyboard('{Tab}')
      expect(dialog.element().contains(focused())).toBe(true)
    }
    await userEvent.keyboard('{Escape}')
    await expect.poll(() => document.querySelector('[role=dialog]')).toBeNull()
    await expect.poll(() => focused()).toBe(opener.element())
  })
})

describe('a select', () => {
  it('is opened, walked and chosen from by keys', async () => {
    await open()
    const select = page.getByRole('combobox', { name: words.select, exact: true }).first()
    ;(select.element() as HTMLElement).focus()
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByRole('option', { name: words.choices[0]! })).toHaveFocus()
    for (const name of words.choices.slice(1, 3)) {
      await userEvent.keyboard('{ArrowDown}')
      await expect.element(page.getByRole('option', { name: name! })).toHaveFocus()
    }
    await userEvent.keyboard('{Enter}')
    await expect.element(select).toHaveTextContent(`${words.choices[2]}▾`)
    await expect.element(select).toHaveFocus()
  })
})

describe('a combobox', () => {
  const compose = (text: string) =>
    (cdp() as { send(name: string, values: object): Promise<unknown> }).send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    })
  it('finds by Chinese that an input method composes, and chooses nothing before it is done', async () => {
    await open()
    const box = page.getByRole('combobox', { name: words.combobox, exact: true })
    await box.click()
    await compose('yuan lin')
    expect((box.element() as HTMLInputElement).value).toContain('yuan')
    await (cdp() as { send(name: string, values: object): Promise<unknown> }).send('Input.insertText', {
      text: '园林',
    })
    await expect
      .poll(() =>
        page
          .getByRole('option')
          .elements()
          .map((it) => it.textContent),
      )
      .toHaveLength(1)
    await userEvent.keyboard('{ArrowDown}{Enter}')
    await expect.element(box).toHaveValue(words.departments[1]!)
  })
  it('points at no option that is gone, once one was chosen by a pointer', async () => {
    await open()
    const box = page.getByRole('combobox', { name: words.combobox, exact: true })
    await box.click()
    await page.getByRole('option').nth(1).click()
    await expect.element(box).toHaveAttribute('aria-expanded', 'false')
    const pointsAt = box.element().getAttribute('aria-activedescendant')
    expect(pointsAt === null || document.getElementById(pointsAt) !== null, pointsAt ?? '').toBe(true)
  })
  it('keeps several, and takes one away by its own button', async () => {
    const root = await open()
    const chips = () =>
      [...root.querySelectorAll('.part-chips li')].map((it) => it.firstChild!.textContent!.trim())
    expect(chips()).toEqual([words.departments[0], words.departments[3]])
    await page.getByRole('combobox', { name: words.several, exact: true }).click()
    await userEvent.keyboard('应急')
    await page.getByRole('option', { name: /应急/ }).click()
    await expect.poll(chips).toEqual([words.departments[0], words.departments[3], words.departments[4]])
    await button(partWords('zh-CN').remove(words.departments[0]!)).click()
    await expect.poll(chips).toEqual([words.departments[3], words.departments[4]])
  })
})

describe('a field', () => {
  it('says its hint and its error with its control, and an error aloud', async () => {
    const root = await open()
    const [hinted, wrong] = [...root.querySelectorAll('.part-field')]
    const described = (field: Element) =>
      (field.querySelector('input')!.getAttribute('aria-describedby') ?? '')
        .split(' ')
        .map((id) => document.getElementById(id)?.textContent)
    expect(described(hinted!)).toEqual([words.hint])
    expect(described(wrong!)).toEqual([words.error])
    expect(wrong!.querySelector('input')!.getAttribute('aria-invalid')).toBe('true')
    expect(wrong!.querySelector('.part-error')!.closest('[aria-live=assertive]')).not.toBeNull()
  })
})

describe('a table of ten thousand rows', () => {
  const grid = () => page.getByRole('grid', { name: words.table })
  const here = () => {
    const id = grid().element().getAttribute('aria-activedescendant')
    return id === null ? null : document.getElementById(id)
  }
  it('draws those in sight, wherever it is', async () => {
    const root = await open()
    const rows = () => root.querySelector('.table')!.querySelectorAll('.part-space .part-row')
    await expect.poll(() => rows().length).toBeGreaterThan(5)
    expect(rows().length).toBeLessThan(60)
    expect(grid().element().getAttribute('aria-rowcount')).toBe('10001')
    ;(grid().element() as HTMLElement).focus()
    await userEvent.keyboard('{End}')
    await expect.poll(() => here()?.textContent).toContain('C10000')
    expect(rows().length).toBeLessThan(60)
    await userEvent.keyboard('{Home}{ArrowDown}')
    await expect.poll(() => here()?.textContent).toContain('C00002')
  })
  it('is sorted by its headings and searched, and says how many it found', async () => {
    const root = await open()
    const first = () => root.querySelector('.table .part-space .part-row')!.textContent
    await page.getByRole('columnheader', { name: words.open }).first().getByRole('button').click()
    await userEvent.keyboard('{Enter}')
    await expect.poll(first).toContain('100')
    expect(
      page.getByRole('columnheader', { name: words.open }).first().element().getAttribute('aria-sort'),
    ).toBe('descending')
    await page.getByRole('searchbox', { name: `${partWords('zh-CN').search} · ${words.table}` }).fill('c0099')
    await expect
      .poll(() => root.querySelector('.table [aria-live]')!.textContent)
      .toContain('10,000 条中的 10 条')
  })
})

describe('messages', () => {
  it('a good one is said politely, a bad one stays until it is closed', async () => {
    await open()
    await button(words.toastError).click()
    await expect.element(page.getByText(words.toastBad).first()).toBeVisible()
    expect(toasts.value.map((it) => it.tone)).toEqual(['bad'])
    await page
      .getByRole('button', { name: partWords('zh-CN').close })
      .first()
      .click()
    await expect.poll(() => toasts.value).toEqual([])
  })
})

describe('sizes', () => {
  it('on a coarse pointer every control is a finger high', async () => {
    const send = (name: string, values: object) =>
      (cdp() as { send(name: string, values: object): Promise<unknown> }).send(name, values)
    await send('Emulation.setEmulatedMedia', { features: [{ name: 'pointer', value: 'coarse' }] })
    try {
      const root = await open()
      const isCoarse = matchMedia('(pointer: coarse)').matches
      if (!isCoarse) document.documentElement.style.setProperty('--part-size', 'var(--touch)')
      const low = [...root.querySelectorAll<HTMLElement>('.part-button, .part-control, .part-tab')]
        .filter((it) => it.getBoundingClientRect().height < 43.5)
        .map((it) => it.className)
      expect(low).toEqual([])
    } finally {
      document.documentElement.style.removeProperty('--part-size')
      await send('Emulation.setEmulatedMedia', { features: [] })
    }
  })
})
