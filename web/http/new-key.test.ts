import { expect, it } from 'vitest'
import { newKey } from './new-key.ts'

const sources = import.meta.glob<string>(
  ['../**/*.{ts,vue}', '!../**/*.test.ts', '!**/node_modules/**', '!**/dist*/**'],
  { query: '?raw', import: 'default', eager: true },
)
it('a key is new each time, and long enough never to be met again', () => {
  const keys = new Set(Array.from({ length: 1_000 }, newKey))
  expect(keys.size).toBe(1_000)
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/)
})
it('no page calls what a browser has over TLS alone: an intranet may speak plain http', () => {
  expect(Object.keys(sources).length).toBeGreaterThan(300)
  const found = Object.entries(sources).filter(([, source]) => /crypto\.(randomUUID|subtle)\b/.test(source))
  expect(found.map(([path]) => path)).toEqual([])
})
