import { expect, it } from 'vitest'
import type { StampRule } from './mapping-schema.ts'
import { faultOfFormat, faultOfZone, toStampReader } from './stamp-format.ts'

const read = (format: string | string[], zone: string, text: string, more: Partial<StampRule> = {}) => {
  const reading = toStampReader({ column: 'c', format: [format].flat(), zone, ...more })(text)
  return 'at' in reading ? new Date(reading.at).toISOString() : reading.fault
}

it.each([
  ['YYYY-MM-DD HH:mm:ss', 'Asia/Taipei', '2015-04-15 00:22:00', '2015-04-14T16:22:00.000Z'],
  ['YYYY/M/D H:mm', '+08:00', '2020/2/9 7:05', '2020-02-08T23:05:00.000Z'],
  ['MM/DD/YYYY hh:mm:ss A', 'America/New_York', '07/04/2019 12:30:00 AM', '2019-07-04T04:30:00.000Z'],
  ['MM/DD/YYYY hh:mm:ss A', 'UTC', '07/04/2019 12:30:00 PM', '2019-07-04T12:30:00.000Z'],
  ['YYYY年M月D日', 'Asia/Shanghai', '2021年1月2日', '2021-01-01T16:00:00.000Z'],
  ['ROC/MM/DD HH:mm', 'Asia/Taipei', '104/04/15 08:00', '2015-04-15T00:00:00.000Z'],
  ['D MMM YYYY', 'UTC', '5 Sept 2018', '2018-09-05T00:00:00.000Z'],
  ['YYYYMMDD[T]HHmmss', 'UTC', '20180905T070809', '2018-09-05T07:08:09.000Z'],
  ['ISO', 'as given', '2016-07-13 15:11:07+00:00', '2016-07-13T15:11:07.000Z'],
  ['ISO', 'as given', '2016-07-13T15:11:07.25-0700', '2016-07-13T22:11:07.250Z'],
  ['ISO', 'Asia/Taipei', '2016-07-13', '2016-07-12T16:00:00.000Z'],
  ['unix', 'UTC', '1468422667', '2016-07-13T15:11:07.000Z'],
  ['unix_ms', 'UTC', '1468422667000', '2016-07-13T15:11:07.000Z'],
])('reads %s in %s: %s', (format, zone, text, expected) => {
  expect(read(format, zone, text)).toBe(expected)
})

it('tries the formats in order', () => {
  expect(read(['YYYY-MM-DD', 'D/M/YYYY'], 'UTC', '3/2/2020')).toBe('2020-02-03T00:00:00.000Z')
})

it('refuses days and hours that no calendar has', () => {
  for (const text of [
    '2019-02-29 00:00',
    '2019-13-01 00:00',
    '2019-00-10 00:00',
    '2019-01-01 24:01',
    '2019-01-01 12:60',
    '',
    '0',
  ]) {
    expect(read('YYYY-MM-DD HH:mm', 'UTC', text)).toBe('unreadable')
  }
  expect(read('YYYY-MM-DD HH:mm', 'UTC', '2019-01-01 24:00')).toBe('2019-01-02T00:00:00.000Z')
})

it('believes an offset only where the mapping says so', () => {
  expect(read('ISO', 'as given', '2016-07-13 15:11:07')).toBe('no_offset')
  expect(read('ISO', 'America/Los_Angeles', '2016-07-13 15:11:07+00:00')).toBe('has_offset')
  expect(read('ISO', 'America/Los_Angeles', '2016-07-13 15:11:07+00:00', { ignoreOffset: true })).toBe(
    '2016-07-13T22:11:07.000Z',
  )
})

it('takes the first of two equal wall times, and reads a skipped one with the offset before the change', () => {
  const at = (text: string) => read('YYYY-MM-DD HH:mm', 'America/New_York', text)
  expect(at('2019-11-03 01:30')).toBe('2019-11-03T05:30:00.000Z')
  expect(at('2019-11-03 02:30')).toBe('2019-11-03T07:30:00.000Z')
  expect(at('2019-03-10 02:30')).toBe('2019-03-10T07:30:00.000Z')
  expect(at('2019-03-10 01:59')).toBe('2019-03-10T06:59:00.000Z')
  expect(at('2019-03-10 03:00')).toBe('2019-03-10T07:00:00.000Z')
  expect(read('YYYY-MM-DD HH:mm', 'Australia/Sydney', '2019-10-06 03:00')).toBe('2019-10-05T16:00:00.000Z')
})

it('says what is wrong with a format or a zone', () => {
  expect(faultOfFormat('yyyy-MM-dd')).toContain('"y" is no part of a stamp')
  expect(faultOfFormat('HH:mm')).toContain('needs a year')
  expect(faultOfFormat('YYYY-MM-DD hh:mm')).toContain('A (AM or PM)')
  expect(faultOfFormat('YYYY-MM-DD D')).toContain('day twice')
  expect(faultOfFormat('YYYY-MM-DD [at] HH:mm')).toBeNull()
  expect(faultOfZone('Taipei')).toContain('Asia/Taipei')
  expect(faultOfZone('+08:00')).toBeNull()
})
