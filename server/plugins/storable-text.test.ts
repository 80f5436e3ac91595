import { expect, it } from 'vitest'
import { isStorable, mayBeUnstorable } from './storable-text.ts'

it.each([
  ['NUL in a value', '{"a":"x\\u0000"}', false],
  ['NUL in a key', '{"\\u0000":1}', false],
  ['half a pair, first', '["\\ud800x"]', false],
  ['half a pair, last', '{"a":[{"b":"\\uDFFF"}]}', false],
  ['a whole pair', '"\\ud83d\\ude00"', true],
  ['a backslash and the letters', '"\\\\u0000"', true],
  ['any other escape', '"\\u0001\\u00e9"', true],
])('%s is told apart', (_, json, good) => {
  expect(!mayBeUnstorable(json) || isStorable(JSON.parse(json))).toBe(good)
})

it('is not taken in by depth', () => {
  const depth = 200_000
  expect(isStorable(JSON.parse(`${'['.repeat(depth)}"\\u0000"${']'.repeat(depth)}`))).toBe(false)
})
