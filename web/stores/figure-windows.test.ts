import { expect, it } from 'vitest'
import { figureWindows } from './figure-windows.ts'

const ZONE = 'Asia/Shanghai'
const now = Date.parse('2026-11-22T14:30:00+08:00')
const NOTHING = { from: null, to: null }

it('rates cover the month to date, time to close thirty days, the strip today', () => {
  const { month, pace, flow, days } = figureWindows(NOTHING, now, ZONE)
  expect(month).toEqual({ from: Date.parse('2026-11-01T00:00:00+08:00'), to: null })
  expect(pace).toEqual({ from: Date.parse('2026-10-24T00:00:00+08:00'), to: null })
  expect([flow.by, flow.groups.length, flow.groups[0], flow.groups.at(-1)]).toEqual([
    'hour',
    24,
    '2026-11-22T00:00',
    '2026-11-22T23:00',
  ])
  expect([days.groups.length, days.groups[0], days.groups.at(-1)]).toEqual([30, '2026-10-24', '2026-11-22'])
})
it('every wall asks the same all day long: no window begins at the moment of asking', () => {
  expect(figureWindows(NOTHING, now + 9 * 3_600_000, ZONE)).toEqual(figureWindows(NOTHING, now, ZONE))
})
it('a day of twenty-five hours has its repeated hour once', () => {
  const { flow } = figureWindows(NOTHING, Date.parse('2026-11-01T12:00:00-05:00'), 'America/New_York')
  expect(flow.groups).toHaveLength(24)
})
it('years are shown by month, without a hole', () => {
  const { flow, month } = figureWindows(
    { from: '2008-07-15T00:00:00Z', to: '2010-01-01T00:00:00Z' },
    now,
    ZONE,
  )
  expect([flow.by, flow.groups[0], flow.groups.at(-1), flow.groups.length]).toEqual([
    'month',
    '2008-07',
    '2010-01',
    19,
  ])
  expect(month).toEqual({ from: Date.UTC(2008, 6, 15), to: Date.UTC(2010, 0) })
})
it('an end that cannot be read is no end', () => {
  expect(figureWindows({ from: 'yesterday', to: '' }, now, ZONE)).toEqual(figureWindows(NOTHING, now, ZONE))
})
