import { afterEach, expect, it } from 'vitest'
import { openTwinWatch } from './twin.ts'

const open: ReturnType<typeof openTwinWatch>[] = []
function page(tab: string, name: string) {
  const it = openTwinWatch(tab, name)
  open.push(it)
  return it
}
afterEach(() => {
  for (const it of open.splice(0)) it.close()
})

it('a tab that nobody else is keeps what it kept, a reloaded one too', async () => {
  const first = page('a', '1')
  expect(await first.isCopy).toBe(false)
  first.close() // the page goes, the tab stays
  expect(await page('a', '2').isCopy).toBe(false)
})

it('a duplicated tab is the copy, whichever of the two is asked for first by name', async () => {
  expect(await page('a', '5').isCopy).toBe(false)
  expect(await page('a', '4').isCopy).toBe(true)
  expect(await page('a', '6').isCopy).toBe(true)
})

it('of copies that begin at once exactly one is the tab', async () => {
  const all = ['3', '1', '2'].map((name) => page('a', name).isCopy)
  expect((await Promise.all(all)).filter((isCopy) => !isCopy)).toHaveLength(1)
})

it('another tab is no twin', async () => {
  const both = await Promise.all([page('a', '1').isCopy, page('b', '2').isCopy])
  expect(both).toEqual([false, false])
})
