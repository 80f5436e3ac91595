import { expect, it } from 'vitest'
import { flowWindow } from './flow-window.ts'

const now = new Date(2026, 10, 22, 14, 30).getTime()

it('the last fourteen days, today included, each by its name', () => {
  const { groups, by, from, to } = flowWindow({ from: null, to: null }, now)
  expect(groups).toHaveLength(14)
  expect([groups[0], groups.at(-1), by]).toEqual(['2026-11-09', '2026-11-22', 'day'])
  expect([from, to]).toEqual([new Date(2026, 10, 9).getTime(), new Date(2026, 10, 23).getTime()])
})
it('years are shown by month, without a hole', () => {
  const asked = { from: new Date(2008, 6, 15).toISOString(), to: new Date(2010, 0, 1).toISOString() }
  const { groups, by } = flowWindow(asked, now)
  expect(by).toBe('month')
  expect([groups[0], groups.at(-1), groups.length]).toEqual(['2008-07', '2009-12', 18])
})
it('an end that cannot be read is no end', () => {
  expect(flowWindow({ from: 'yesterday', to: '' }, now).groups).toHaveLength(14)
})
