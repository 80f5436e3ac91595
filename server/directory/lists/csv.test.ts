import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIST_IDS, LISTS, type Entry } from '@shaotai/shared/directory/lists.ts'
import { seedEntries } from '../seed-entries.ts'
import { toCsv } from '@shaotai/shared/table-file/csv.ts'
import { columnsOf, fromCsv, toTable } from './csv.ts'

const department = (over: Entry): Entry => ({
  code: 'D01',
  name: '局',
  kind: 'bureau',
  liaisons: [],
  ...over,
})
const back = (list: (typeof LIST_IDS)[number], text: string) => {
  const read = fromCsv(LISTS[list], text)
  if ('errors' in read) throw new Error(read.errors.map((it) => it.message).join('; '))
  return read.rows
}

describe('a table', () => {
  it('has a column for every field of every entry', () => {
    for (const list of LIST_IDS.filter((it) => it !== 'calendars')) {
      const entries = (seedEntries(true)[list] ?? []) as unknown as Entry[]
      const rows = entries.map((entry) => ({ revision: 1, entry }))
      expect(back(list, toCsv(toTable(LISTS[list], rows))).map((it) => it.entry)).toEqual(entries)
    }
    const names = columnsOf(LISTS.routing_rules).map((it) => it.path.join('.'))
    expect(names).toContain('when.between.from')
  })
  it('gives any text back as it was, and no cell of it is a formula', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }),
      fc.string({
        unit: fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', "'", '"', ',', ';', 'a', '局'),
        minLength: 1,
      }),
    )
    fc.assert(
      fc.property(text, (name) => {
        const csv = toCsv(toTable(LISTS.departments, [{ revision: 7, entry: department({ name }) }]))
        expect(back('departments', csv)).toEqual([{ revision: 7, entry: department({ name }) }])
        const [, row] = parse(csv, { bom: true })
        expect(row!.filter((it) => /^[=+\-@\t\r]/.test(it))).toEqual([])
      }),
      { numRuns: 50 },
    )
  })
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', "'=1"])('leads %j with an apostrophe', (name) => {
    const csv = toCsv(toTable(LISTS.departments, [{ revision: 1, entry: department({ name }) }]))
    expect(csv).toContain(`'${name}`)
  })
  it('keeps a negative number a number', () => {
    const target = { code: 'T', name: '目标', kpi: 'net_flow', year: 2026, bound: 'at_most', value: -5 }
    const csv = toCsv(toTable(LISTS.targets, [{ revision: 1, entry: target }]))
    expect(csv).toContain(',-5,')
    expect(back('targets', csv)[0]!.entry).toEqual(target)
  })
  it('leaves what it cannot read as text, for the schema to name', () => {
    const [row] = back('policies', 'code,name,stages,extensions\nP,规则,[not json,many')
    expect(row!.entry).toMatchObject({ stages: '[not json', extensions: 'many' })
  })
})
