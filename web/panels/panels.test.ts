import type { KpiItem } from '@shaotai/shared/contract/http.ts'
import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import { describe, expect, it } from 'vitest'
import { wordsOf } from '../i18n/words.ts'
import { TestLog, WALL } from '../live/testing/log.ts'
import { deriveChanges } from './changes/derive.ts'
import { deriveCounts } from './counts/derive.ts'
import { deriveFlow } from './flow/derive.ts'
import { derivePace } from './pace/derive.ts'
import type { PanelInputs } from './panel.ts'
import { derivePipeline } from './pipeline/derive.ts'
import { tallyOf } from './tally.ts'

const log = new TestLog()
for (let i = 0; i < 300; i += 1) log.grow(i * 17 + (i % 7))
const picture = log.picture(WALL)

const item = (id: string, fields: Partial<KpiItem>): KpiItem => ({
  id,
  version: 1,
  value: null,
  numerator: 0,
  denominator: null,
  excluded: [],
  n: 0,
  unit: 'cases',
  window: { from: null, to: null },
  text: { en: 'definition', 'zh-CN': '口径' },
  ...fields,
})
const inputs = (fields: Partial<PanelInputs> = {}): PanelInputs => ({
  picture,
  changes: [],
  figures: null,
  flow: null,
  names: { category: (code) => `<${code}>`, department: (code) => `[${code}]` },
  words: wordsOf('zh-CN'),
  language: 'zh-CN',
  now: 1_700_000_000_000,
  rightAt: { picture: 0, figures: null, flow: null },
  ...fields,
})

describe('counts', () => {
  it('every open case is counted once, and rows, columns and total agree', () => {
    const open = [...picture.cases.values()].filter(isOpen).length
    const tally = tallyOf(picture)
    const sum = (values: number[]) => values.reduce((total, n) => total + n, 0)
    expect(tally.open).toBe(open)
    expect(sum(Object.values(tally.byPhase))).toBe(open)
    expect(sum(Object.values(tally.byKind).flatMap((it) => Object.values(it)))).toBe(open)
    const model = deriveCounts(inputs())
    expect(model.total).toBe(String(open))
    expect(sum(model.rows.map((row) => Number(row.total)))).toBe(open)
  })
  it('without a picture nothing is zero, it is unknown', () => {
    const model = deriveCounts(inputs({ picture: null }))
    expect([model.total, ...model.rows.flatMap((row) => row.cells)].every((it) => it === '—')).toBe(true)
  })
})

describe('pipeline', () => {
  it('closed comes from the ledger, for the picture holds only the last ones', () => {
    const figures = {
      asOf: 0,
      items: { closed: item('closed', { value: 9_630, n: 9_630 }) },
      closedByKind: { ticket: 9_630 },
    }
    const { segments } = derivePipeline(inputs({ figures }))
    expect(segments.at(-1)).toMatchObject({ phase: 'closed', count: '9,630', note: '全部时间' })
    expect(segments.at(-1)!.kinds.map((it) => it.count)).toEqual(['9,630', '0', '0'])
    expect(derivePipeline(inputs()).segments.at(-1)!.count).toBe('—')
  })
})

describe('pace', () => {
  const items = {
    closed_share: item('closed_share', {
      unit: 'share',
      value: 0.963,
      numerator: 9_630,
      denominator: 10_000,
      n: 10_000,
    }),
    time_to_close_p50: item('time_to_close_p50', {
      unit: 'seconds',
      value: 489_027,
      n: 9_613,
      excluded: [{ reason: 'closed_before_reported', n: 17 }],
    }),
    time_to_close_p90: item('time_to_close_p90', { unit: 'seconds', n: 0 }),
  }
  it('a number stands beside what it is counted from, its window and its instant', () => {
    const model = derivePace(inputs({ figures: { asOf: 0, items, closedByKind: {} } }))
    expect(model.share).toMatchObject({ value: '96.3', detail: '9,630 / 10,000 件', definition: '口径' })
    expect(model.times[0]).toMatchObject({ detail: 'n = 9,613 · 另有 17 件未计入' })
    expect(model.times[0]!.parts.map((it) => it.value + it.unit)).toEqual(['5天', '15小时'])
    expect(model.window).toBe('全部时间')
  })
  it('of nothing there is neither a share nor a time', () => {
    const model = derivePace(inputs({ figures: { asOf: 0, items, closedByKind: {} } }))
    expect(model.times[1]!.parts).toEqual([{ value: '—', unit: '' }])
    expect(derivePace(inputs()).share.value).toBe('—')
  })
})

describe('changes', () => {
  it('a case that has left the picture has no row; one seen happening lights up', () => {
    const [first, second] = [...picture.cases.values()]
    const changes = [
      { caseId: first!.id, version: 3, type: 'case.accepted' as const, at: 0, seenAt: 5 },
      { caseId: 'gone', version: 1, type: null, at: 0, seenAt: 5 },
      { caseId: second!.id, version: 1, type: null, at: 0, seenAt: null },
    ]
    const { rows } = deriveChanges(inputs({ changes }))
    expect(rows.map((it) => [it.id, it.fresh, it.what])).toEqual([
      [first!.id, true, '受理'],
      [second!.id, false, wordsOf('zh-CN').statuses[second!.status]],
    ])
    expect(rows[0]!.category).toBe('<lamp>')
  })
  it('a quiet district is a designed state', () => {
    expect(deriveChanges(inputs()).nothing).not.toBeNull()
    expect(deriveChanges(inputs({ picture: null })).nothing).toBeNull()
  })
})

describe('flow', () => {
  const flow = {
    from: 0,
    to: 0,
    by: 'day' as const,
    days: ['2026-11-21', '2026-11-22'],
    reported: [3, 4],
    closed: [1, 0],
  }
  it('says what it sums and which days', () => {
    expect(deriveFlow(inputs({ flow }))).toMatchObject({
      sums: { reported: '7', closed: '1' },
      window: '近 2 天',
      days: ['11-21', '11-22'],
    })
  })
  it('an empty window says so instead of drawing an empty chart', () => {
    expect(deriveFlow(inputs({ flow: { ...flow, reported: [0, 0], closed: [0, 0] } })).nothing).toBe(
      '近 2 天没有上报',
    )
    expect(deriveFlow(inputs()).sums.reported).toBe('—')
  })
})
