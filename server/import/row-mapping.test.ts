import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toMapping } from './mapping-file.ts'
import { bindMapping, columnsOf } from './row-mapping.ts'
import { ROW_REFUSALS } from './row-refusals.ts'

const MAPPING = `
source: { column: channel, values: { Phone: hotline, Web: open311 }, default: other }
externalId: { column: id, prefix: 'x-' }
occurredAt: { column: at, format: 'YYYY-MM-DD HH:mm', zone: Asia/Taipei }
closed:
  at: { column: done, format: 'YYYY-MM-DD HH:mm', zone: Asia/Taipei }
  when: { column: status, is: [Closed, Closed (Duplicate)] }
  note: { column: note }
kind: { column: kind, values: { 投訴: dispute, 案件: ticket } }
category: { columns: [what, detail], join: ' / ', values: { 髒亂及污染: 髒亂及汙染 }, default: 未分類 }
department: { column: office }
title: { template: '{what}（{area}）' }
narrative: { column: text }
address: { column: address }
place: { lng: x, lat: y, crs: wgs84, zeroIsNoPlace: true }
priority: { column: priority, values: { urgent: P1 } }
reporter: { name: person, phone: phone }
ignore: [{ column: status, is: Void, reason: taken back }]
`
const mapping = toMapping(MAPPING, 'test')
const columns = [...new Set(columnsOf(mapping).map(({ column }) => column))]
const toItems = bindMapping(mapping, columns)

const GOOD: Record<string, string> = {
  channel: 'Phone',
  id: ' 17 ',
  at: '2015-04-15 00:22',
  done: '2015-04-16 00:22',
  status: 'Closed (Duplicate)',
  note: 'done',
  kind: '案件',
  what: '髒亂及污染',
  detail: '',
  office: ' 環保局　北區 ',
  area: '北 區',
  text: 'two\r\nlines',
  address: '北區\t公園路 1',
  x: '120.2',
  y: '23.0',
  priority: 'urgent',
  person: '王',
  phone: '',
}
const row = (changes: Record<string, string> = {}) =>
  columns.map((column) => ({ ...GOOD, ...changes })[column]!)
const mapped = (changes: Record<string, string> = {}) => {
  const result = toItems(row(changes))
  if (!('mapped' in result)) throw new Error(result.refused.sentence)
  return result.mapped
}
const refusal = (changes: Record<string, string>) => {
  const result = toItems(row(changes))
  return 'refused' in result ? result.refused : null
}

it('makes a report and its closing', () => {
  const { report, close } = mapped()
  expect(report).toEqual({
    type: 'report',
    source: 'hotline',
    externalId: 'x-17',
    occurredAt: '2015-04-14T16:22:00.000Z',
    kind: 'ticket',
    category: '髒亂及汙染',
    department: '環保局 北區',
    title: '髒亂及污染（北 區）',
    narrative: 'two\nlines',
    address: '北區 公園路 1',
    lng: 120.2,
    lat: 23,
    crs: 'wgs84',
    priority: 'P1',
    reporter: { name: '王' },
  })
  expect(close).toEqual({
    type: 'close_external',
    source: 'hotline',
    externalId: 'x-17',
    occurredAt: '2015-04-15T16:22:00.000Z',
    note: 'done',
  })
})

describe('a place', () => {
  it('is none at 0,0 where the mapping says so, and where both are empty', () => {
    expect(mapped({ x: '0.0', y: '0' }).report).not.toHaveProperty('lng')
    expect(mapped({ x: '', y: '' }).report).not.toHaveProperty('lng')
  })
  it('is refused at 0,0 where the mapping says nothing', () => {
    const strict = toMapping(MAPPING.replace(', zeroIsNoPlace: true', ''), 'test')
    expect(bindMapping(strict, columns)(row({ x: '0.0', y: '0' }))).toMatchObject({
      refused: { code: 'bad_place' },
    })
  })
  it.each([
    [{ x: '120', y: '' }, 'bad_place'],
    [{ x: 'E120', y: '23' }, 'bad_place'],
    [{ x: 'NaN', y: '23' }, 'bad_place'],
    [{ x: '181', y: '23' }, 'bad_place'],
    [{ x: '23.0', y: '120.2' }, 'swapped_place'],
  ])('%o is %s', (changes, code) => {
    expect(refusal(changes)?.code).toBe(code)
  })
})

describe('a closing', () => {
  it('is kept where it lies before its report', () => {
    const { reportedAt, closedAt } = mapped({ done: '2015-04-14 00:22' })
    expect(closedAt).toBe(reportedAt - 86_400_000)
  })
  it('is none where the status does not say so, whatever the stamp', () => {
    expect(mapped({ status: 'Open' }).close).toBeNull()
  })
  it('without a stamp refuses the row, or leaves the case open', () => {
    expect(refusal({ done: '' })?.code).toBe('no_closing_stamp')
    const lenient = toMapping(MAPPING.replace('closed:', 'closed:\n  whenMissing: leave_open'), 'test')
    expect(bindMapping(lenient, columns)(row({ done: '' }))).toMatchObject({ mapped: { close: null } })
  })
  it('is read off the stamp alone where no status is named', () => {
    const simple = bindMapping(toMapping(MAPPING.replace(/ {2}when:.*\n/, ''), 'test'), columns)
    expect(simple(row({ status: '' }))).toMatchObject({ mapped: { closedAt: expect.any(Number) } })
    expect(simple(row({ status: '', done: '' }))).toMatchObject({ mapped: { close: null } })
  })
})

it.each([
  [{ id: '  ' }, 'no_external_id'],
  [{ id: 'x'.repeat(201) }, 'bad_external_id'],
  [{ at: '' }, 'no_stamp'],
  [{ at: '2015-02-30 00:00' }, 'bad_stamp'],
  [{ at: '0001-01-01 00:00' }, 'bad_stamp'],
  [{ done: 'yesterday' }, 'bad_stamp'],
  [{ kind: '建議' }, 'unknown_word'],
  [{ kind: '' }, 'unknown_word'],
  [{ priority: 'soon' }, 'unknown_word'],
  [{ office: 'x'.repeat(201) }, 'too_long'],
  [{ status: 'Void' }, 'left_out'],
])('refuses %o as %s', (changes, code) => {
  expect(refusal(changes)?.code).toBe(code)
})

it('takes the default for an empty category, and the category for an empty title', () => {
  const { report } = mapped({ what: '', area: '' })
  expect(report.category).toBe('未分類')
  expect(report.title).toBe('未分類')
})

it('leaves an optional field out where its cell is empty', () => {
  const { report } = mapped({ priority: '', office: '', person: '', address: '', text: '' })
  for (const key of ['priority', 'department', 'reporter', 'address', 'narrative'])
    expect(report).not.toHaveProperty(key)
})

it('cuts long texts, never through a character', () => {
  const { report, close } = mapped({
    area: '👍'.repeat(200),
    text: 'x'.repeat(30_000),
    note: 'n'.repeat(3_000),
    address: '路'.repeat(600),
  })
  expect(report.title).toHaveLength(199) // the 200th unit would be half a thumb
  expect(report.title.isWellFormed()).toBe(true)
  expect(report.narrative).toHaveLength(20_000)
  expect(report.address).toHaveLength(500)
  expect(close).toHaveProperty('note', `${'n'.repeat(1_999)}…`)
})

it('refuses a row whose cells have moved, and does not repeat what stands in it', () => {
  const result = toItems(row({ id: 'A-4711' }).slice(1))
  expect(result).toEqual({
    refused: { externalId: null, code: 'wrong_cells', sentence: expect.not.stringContaining('4711') },
  })
})

it('lists every column that the file lacks', () => {
  expect(() => bindMapping(mapping, ['id', 'at'])).toThrow(
    /closed\.at: there is no column "done"[^]*The file has: id, at/,
  )
})

it('names that look like parts of an object are ordinary values', () => {
  expect(mapped({ channel: '__proto__' }).report.source).toBe('other')
  expect(refusal({ kind: 'constructor' })?.code).toBe('unknown_word')
  expect(mapped({ what: 'toString' }).report.category).toBe('toString')
})

it('never throws, and refuses only with a known code, whatever the cells', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.constantFrom('', '0', '-0', '1e999', 'Closed', '案件', '2020-01-01 00:00', '\u0000'),
  )
  const cells = fc.oneof(
    fc.array(cell, { minLength: columns.length, maxLength: columns.length }),
    fc.array(cell),
    fc
      .record(
        Object.fromEntries(columns.map((column) => [column, fc.oneof(fc.constant(GOOD[column]!), cell)])),
      )
      .map((it) => columns.map((column) => it[column] as string)),
  )
  const known = new Set([...Object.keys(ROW_REFUSALS), 'left_out', 'wrong_cells'])
  fc.assert(
    fc.property(cells, (it) => {
      const result = toItems(it)
      if ('refused' in result) return known.has(result.refused.code) && result.refused.code !== 'bad_shape'
      return result.mapped.report.title.length > 0
    }),
    { numRuns: 200 },
  )
})
