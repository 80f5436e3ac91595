import { expect, it } from 'vitest'
import { forgetReload, reloadOnce, type Page } from './reload-once.ts'

function page() {
  const marks = new Map<string, string>()
  const waits: number[] = []
  let reloads = 0
  const it: Page = {
    storage: {
      getItem: (key) => marks.get(key) ?? null,
      setItem: (key, value) => void marks.set(key, value),
      removeItem: (key) => void marks.delete(key),
    },
    reload: () => (reloads += 1),
    setTimer: (run, ms) => {
      waits.push(ms)
      run()
    },
  }
  return { it, waits, reloads: () => reloads }
}

it('H2 reloads after the given time, and not a second time', () => {
  const { it: at, waits, reloads } = page()
  expect(reloadOnce(12_345, at)).toBe(true)
  expect(waits).toEqual([12_345])
  expect(reloadOnce(1, at)).toBe(false)
  expect(reloads()).toBe(1)
})
it('H2 once the versions agreed, the next upgrade may reload again', () => {
  const { it: at, reloads } = page()
  reloadOnce(1, at)
  forgetReload(at)
  reloadOnce(1, at)
  expect(reloads()).toBe(2)
})
