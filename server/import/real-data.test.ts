import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { examineFile } from './import-run.ts'
import type { Mapped } from './row-mapping.ts'

const data = resolve(import.meta.dirname, '../..', process.env['SHAOTAI_DATA'] ?? '../shared/data')
const isThere = existsSync(join(data, 'sf311'))
if (!isThere)
  console.warn(
    `The real data is not in ${data} (SHAOTAI_DATA): the tests of the mappings against it are skipped.`,
  )

const quiet = { show: () => {}, end: () => {} }
async function examine(file: string, mapping: string) {
  const report = join(tmpdir(), `shaotai-refused-${process.pid}.csv`)
  const all: Mapped[] = []
  const examined = await examineFile(
    {
      file: join(data, file),
      mapping: resolve(import.meta.dirname, '../../mappings', mapping),
      report,
      reportAsked: false,
    },
    quiet,
    { onMapped: (_row, _place, mapped) => void all.push(mapped) },
  )
  await examined.source.close()
  examined.report.close()
  await rm(report, { force: true })
  return { ...examined, all }
}

// A hundred thousand rows: seconds on a quiet machine, more beside other tests.
describe.skipIf(!isThere)('the mappings of the project, on the real files', { timeout: 90_000 }, () => {
  it('San Francisco: 10,000 rows, 9,630 closed, 5,736 located, 17 closed before they were reported', async () => {
    const { all, tally } = await examine('sf311/311_service_requests.csv', 'sf311.yaml')
    expect(tally.counts).toEqual({ fresh: 0, present: 0, refused: 0, leftOut: 0 })
    expect(new Set(all.map(({ report }) => report.externalId)).size).toBe(10_000)
    expect(all.filter(({ close }) => close)).toHaveLength(9_630)
    expect(all.filter(({ report }) => report.lng !== undefined)).toHaveLength(5_736)
    expect(all.filter(({ closedAt, reportedAt }) => closedAt !== null && closedAt < reportedAt)).toHaveLength(
      17,
    )
    expect(new Set(all.map(({ report }) => report.category)).size).toBe(61)
    expect(new Set(all.map(({ report }) => report.department)).size).toBe(200)
    expect(new Date(Math.min(...all.map(({ reportedAt }) => reportedAt))).toISOString()).toBe(
      '2008-07-01T15:49:47.000Z',
    )
  })

  it.each([
    [2015, 11_699, 12],
    [2016, 28_766, 13],
    [2017, 26_315, 11],
    [2018, 23_630, 11],
    [2019, 13_711, 10],
  ])('Tainan %i: %i rows, every one located, in %i categories', async (year, rows, categories) => {
    const { all, tally } = await examine(`tainan1999/${year}.csv`, 'tainan1999.yaml')
    expect(tally.rows).toBe(rows)
    expect(all).toHaveLength(rows)
    expect(all.every(({ report }) => report.lng! > 119 && report.lat! < 24)).toBe(true)
    expect(all.some(({ report }) => /污染|妨礙/.test(report.category))).toBe(false)
    expect(new Set(all.map(({ report }) => report.category)).size).toBe(categories)
  })

  it('Tainan, the arrivals of a week: 1,091 reports, 226 later versions left out', async () => {
    const { all, tally } = await examine('tainan1999/arrivals-2018-W25.csv', 'tainan1999-arrivals.yaml')
    expect(all).toHaveLength(1_091)
    expect(tally.counts).toEqual({ fresh: 0, present: 0, refused: 0, leftOut: 226 })
  })
})
