import fc from 'fast-check'
import { expect, it } from 'vitest'
import { enteredIn, groupNameIn, isZone, partsIn, startOfDay, startOfMonth } from './local-days.ts'

const ZONES = ['Asia/Shanghai', 'UTC', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu']

it('a day begins at local midnight and holds its instant, across every change of summer time', () => {
  const instants = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) })
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), instants, (zone, at) => {
      const [start, next] = [startOfDay(zone, at), startOfDay(zone, at, 1)]
      expect(start).toBeLessThanOrEqual(at)
      expect(next).toBeGreaterThan(at)
      expect(partsIn(zone, start)).toMatchObject({ hour: 0, minute: 0, second: 0 })
      expect(groupNameIn(zone, start, 'day')).toBe(groupNameIn(zone, at, 'day'))
      expect(groupNameIn(zone, next, 'day')).not.toBe(groupNameIn(zone, at, 'day'))
    }),
  )
})
it('the day of Shanghai is not the day of Greenwich', () => {
  const evening = Date.UTC(2026, 10, 30, 17, 5)
  expect(groupNameIn('Asia/Shanghai', evening, 'hour')).toBe('2026-12-01T01:00')
  expect(startOfMonth('Asia/Shanghai', evening)).toBe(Date.UTC(2026, 10, 30, 16))
  expect(startOfMonth('UTC', evening, -1)).toBe(Date.UTC(2026, 9, 1))
})
it('a time that was entered is one of the district, wherever the screen stands', () => {
  expect(enteredIn('Asia/Shanghai', '2026-11-30T10:00')).toBe(Date.UTC(2026, 10, 30, 2))
  expect(enteredIn('America/New_York', '2026-07-01T10:00')).toBe(Date.UTC(2026, 6, 1, 14))
  expect(enteredIn('America/New_York', '2026-01-01T10:00')).toBe(Date.UTC(2026, 0, 1, 15))
  expect(enteredIn('UTC', 'soon')).toBeNaN()
})
it('knows which zones there are', () => {
  expect([isZone('Asia/Shanghai'), isZone('Mars/Olympus')]).toEqual([true, false])
})
