import { expect, it } from 'vitest'
import { localDays } from './local-days.ts'

it('the day of a stamp is that of the district, to the millisecond, whatever was asked before', () => {
  const shanghai = localDays('Asia/Shanghai')
  const midnight = Date.parse('2026-11-22T00:00:00+08:00')
  const asked = [midnight, midnight - 1, midnight + 1, midnight - 60_000, midnight + 86_399_999, midnight]
  expect(asked.map(shanghai)).toEqual([
    '20261122',
    '20261121',
    '20261122',
    '20261121',
    '20261122',
    '20261122',
  ])
})
it('zones of half hours and days with a change of clocks keep their own days', () => {
  const kolkata = localDays('Asia/Kolkata')
  expect(kolkata(Date.parse('2026-11-22T00:00:00+05:30') - 1)).toBe('20261121')
  expect(kolkata(Date.parse('2026-11-22T00:00:00+05:30'))).toBe('20261122')
  const berlin = localDays('Europe/Berlin')
  expect(berlin(Date.parse('2026-10-25T23:59:59+01:00'))).toBe('20261025')
  expect(berlin(Date.parse('2026-10-26T00:00:00+01:00'))).toBe('20261026')
})
