import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import type { Picture } from '@shaotai/shared/domain/picture.ts'
import { needsAction, regretOf } from '@shaotai/shared/domain/regret.ts'
import { describe, expect, it } from 'vitest'
import { wordsOf } from '../i18n/words.ts'
import { TestLog, WALL } from '../live/testing/log.ts'
import { figure, fullFigures, NOW } from '../wall/testing/full-inputs.ts'
import { deriveAlarm } from './alarm/derive.ts'
import { deriveChanges } from './changes/derive.ts'
import { deriveCounts } from './counts/derive.ts'
import { deriveFlow } from './flow/derive.ts'
import { bucketOf, placeOf } from './pace/buckets.ts'
import { derivePace } from './pace/derive.ts'
import type { PanelInputs, PanelReading } from './panel.ts'
import { derivePipeline } from './pipeline/derive.ts'
import { deriveRate, ON_TIME, RESOLUTION } from './rate/derive.ts'
import { changeWords } from './readings.ts'
import { deriveSpotlight } from './spotlight/derive.ts'
import { TURN_MS } from './spotlight/turn.ts'
import { standingOf } from './standing.ts'
import { deriveUrgent } from './urgent/derive.ts'
import { keepIfAlike } from './keep-if-alike.ts'

const HOUR = 3_600_000
const log = new TestLog()
for (let i = 0; i < 300; i += 1) log.grow(i * 17 + (i % 7))
const plain = log.picture(WALL)

/** Every open case with a deadline, twelve hours after a start that is `i` half hours ago. */
const cases = new Map(
  [...plain.cases.values()].map((it, i): [string, CaseView] => [
    it.id,
    isOpen(it)
      ? {
          ...it,
          no: `GD${i}`,
          area: 'a1',
          priority: i % 9 === 0 ? 'P1' : 'P3',
          filedAt: it.filedAt && NOW - (i * HOUR) / 2,
          dueAt: it.filedAt && NOW - (i * HOUR) / 2 + 12 * HOUR,
        }
      : it,
  ]),
)
const picture: Picture = { ...plain, cases }
const open = [...cases.values()].filter(isOpen)

const UNREAD = { month: null, pace: null, spread: null, flow: null, days: null }
const zh = wordsOf('zh-CN')
const inputs = (fields: Partial<PanelInputs> = {}): PanelInputs => ({
  picture,
  changes: { rows: [], moves: 0, lastMinute: 0 },
  figures: UNREAD,
  names: {
    category: (code) => `<${code}>`,
    department: (code) => `[${code}]`,
    street: (code) => `(${code})`,
  },
  words: zh,
  language: 'zh-CN',
  now: NOW,
  calendar: null,
  opensCases: false,
  rightAt: { picture: NOW, month: null, pace: null, spread: null, flow: null, days: null },
  ...fields,
})
const only = (...some: CaseView[]): Picture => ({
  ...picture,
  cases: new Map(some.map((it) => [it.id, it])),
  done: [],
})
const one = (fields: Partial<CaseView>): CaseView => ({
  ...open.find((it) => it.kind === 'ticket')!,
  status: 'handling',
  department: 'parks',
  feedbackAt: null,
  pausedAt: null,
  round: 1,
  ...fields,
})
const sum = (values: number[]) => values.reduce((total, n) => total + n, 0)

describe('standing', () => {
  it('every open case is counted once, and phases, kinds and the whole agree', () => {
    const { all, byPhase, byKind } = standingOf(picture, NOW, null)
    expect(all.open).toBe(open.length)
    for (const field of ['open', 'nearDue', 'overdue'] as const) {
      expect(sum(Object.values(byPhase).map((it) => it[field]))).toBe(all[field])
      expect(sum(Object.values(byKind).map((it) => it[field]))).toBe(all[field])
    }
    expect(all.overdue).toBeGreaterThan(0)
    expect(all.nearDue).toBeGreaterThan(0)
  })
  it('an exercise is listed as one and counted nowhere', () => {
    const drill = one({ exercise: true, priority: 'P1', status: 'reported' })
    const standing = standingOf(only(drill), NOW, null)
    expect([standing.all.open, standing.p1, standing.needAction]).toEqual([0, 0, 1])
    expect(deriveUrgent(inputs({ picture: only(drill) })).rows[0]!.tags).toContain('演练')
    expect(deriveAlarm(inputs({ picture: only(drill) })).tone).toBe('clear')
  })
  it('counts what came into each segment within the hour, and says where it cannot know all', () => {
    const closed = one({
      status: 'closed',
      closedAt: NOW - HOUR / 2,
      filedAt: NOW - 3 * HOUR,
      reportedAt: NOW - 4 * HOUR,
    })
    const { cameIn, cameInIsCut } = standingOf(only(closed), NOW, null)
    expect([cameIn.closed, cameIn.dispatch, cameInIsCut]).toEqual([1, 0, false])
    const many = Array.from({ length: 500 }, (_, i) => ({ ...closed, id: `c${i}` }))
    const full: Picture = { ...only(...many), done: many.map((it) => it.id) }
    const { segments } = derivePipeline(inputs({ picture: full }))
    expect(segments.at(-1)!.cameIn).toBe('≥500/时')
  })
})

describe('counts', () => {
  it('kinds add up to the total, and the total to what is in intake and what is filed', () => {
    const model = deriveCounts(inputs())
    const { byPhase } = standingOf(picture, NOW, null)
    expect(model.total).toBe(String(open.length))
    expect(sum(model.rows.map((row) => Number(row.count)))).toBe(open.length)
    expect(model.parts).toBe(`受理中 ${byPhase.intake.open} · 已立案 ${open.length - byPhase.intake.open}`)
  })
  it('without a picture nothing is zero, it is unknown; an empty district says so', () => {
    const model = deriveCounts(inputs({ picture: null }))
    expect([model.total, ...model.rows.map((row) => row.count)].every((it) => it === '—')).toBe(true)
    expect(model.nothing).toBeNull()
    expect(deriveCounts(inputs({ picture: only() })).nothing).not.toBeNull()
  })
})

describe('pipeline', () => {
  it('four segments from the picture, closed from the ledger and equal to the sum of its hours', () => {
    const figures = fullFigures()
    const { segments } = derivePipeline(inputs({ figures }))
    expect(sum(segments.slice(0, 4).map((it) => Number(it.count)))).toBe(open.length)
    const closed = deriveFlow(inputs({ figures })).legend.find(({ id }) => id === 'closed')!
    expect(segments[4]).toMatchObject({ phase: 'closed', name: '结案 · 今日', count: closed.value })
    expect(derivePipeline(inputs()).segments[4]!.count).toBe('—')
  })
})

describe('rates', () => {
  it('a number stands beside its target, its change in points and what it is counted from', () => {
    const model = deriveRate(ON_TIME)(inputs({ figures: fullFigures() }))
    expect(model).toMatchObject({
      value: '94.3',
      unit: '%',
      note: '本月 · 目标 96%',
      missed: '差 1.6',
      change: { arrow: '▼', text: '3.8 个百分点' },
      detail: '103,456 / 104,121 件',
      second: { id: 'on_time_rate_closed', value: '99.9' },
    })
    expect(model.spark.values).toHaveLength(30)
    expect(deriveRate(RESOLUTION)(inputs({ figures: fullFigures() })).missed).toBeNull()
  })
  it('a figure of which no plan asks anything has no line, and none that is missed', () => {
    const figures = fullFigures()
    const month = { ...figures.month!, items: figures.month!.items.map((it) => ({ ...it })) }
    for (const it of month.items) delete it.target
    const model = deriveRate(ON_TIME)(inputs({ figures: { ...figures, month } }))
    expect([model.note, model.missed, model.spark.target]).toEqual(['本月', null, null])
    expect(model.definition.text).not.toContain(zh.definition.target)
  })
  it('a day of too few cases is a gap in the line, for its share is chance', () => {
    const figures = fullFigures()
    const [first, ...rest] = figures.days!.items
    const days = { ...figures.days!, items: [{ ...first!, n: 19 }, ...rest] }
    const { spark } = deriveRate(RESOLUTION)(inputs({ figures: { ...figures, days } }))
    expect([spark.values[0], spark.values[1]]).toEqual([null, 0.91])
  })
  it('what the server does not know is a dash, not a nought', () => {
    const model = deriveRate(RESOLUTION)(inputs())
    expect([model.value, model.unit, model.change.text, model.second!.value]).toEqual(['—', '', '—', '—'])
    expect(model.definition.text).toContain(zh.definition.unknown)
  })
  it('a change on a small base, or of nothing, is not told', () => {
    const window = { from: '2026-10-01T00:00:00Z', to: '2026-10-22T00:00:00Z' }
    const of = (n: number, previous: { value: number | null; n: number } | null) =>
      changeWords(
        figure('x', { unit: 'share', value: 0.5, n, ...(previous && { previous: { ...previous, window } }) }),
        inputs(),
      ).text
    expect([of(19, { value: 0.4, n: 500 }), of(500, { value: 0.4, n: 19 }), of(500, null)]).toEqual([
      '—',
      '—',
      '—',
    ])
    expect(of(500, { value: null, n: 500 })).toBe('—')
    expect(of(20, { value: 0.4, n: 20 })).toBe('10.0 个百分点')
    const count = changeWords(
      figure('x', { value: 150, n: 150, previous: { value: 100, n: 100, window } }),
      inputs(),
    )
    expect(count).toEqual({ arrow: '▲', text: '50.0%' })
  })
})

describe('time to close', () => {
  const at = (n50: number, n90: number): PanelInputs['figures'] => ({
    ...UNREAD,
    pace: {
      ...fullFigures().pace!,
      items: [
        figure('time_to_close_p50', { unit: 'seconds', value: 5 * 86_400 + 14.5 * 3_600, n: n50 }),
        figure('time_to_close_p90', { unit: 'seconds', value: 310 * 86_400, n: n90 }),
      ],
    },
  })
  it('one figure with its unit, and how many cases it is of', () => {
    const model = derivePace(inputs({ figures: at(9_613, 9_613) }))
    expect(model.times.map((it) => it.value + it.unit)).toEqual(['5.6天', '310天'])
    expect(model.note).toBe('近 30 天 · 样本 9,613')
  })
  it('of fewer than ten cases there is no median, of fewer than twenty no ninth tenth', () => {
    const few = (n: number) =>
      derivePace(inputs({ figures: at(n, n) })).times.map((it) => [it.value, it.tooFew])
    expect(few(9)).toEqual([
      ['—', '样本不足'],
      ['—', '样本不足'],
    ])
    expect(few(19).map(([value]) => value)).toEqual(['5.6', '—'])
    expect(few(20).map(([value]) => value)).toEqual(['5.6', '310'])
  })
  it('buckets become a scale, and a time has its place on it', () => {
    const scale = ['0-1h', '1-4h', '12-24h', '1-2d', '30d+'].map((name) => bucketOf(name)!)
    expect(scale.map(({ from, to }) => [from / 3_600, to / 3_600])).toEqual([
      [0, 1],
      [1, 4],
      [12, 24],
      [24, 48],
      [720, Infinity],
    ])
    expect([0, 1_800, 2.5 * 3_600, 36 * 3_600, 99 * 86_400].map((it) => placeOf(it, scale))).toEqual([
      0, 0.5, 1.5, 3.5, 4.5,
    ])
    expect([bucketOf(''), bucketOf('12h'), bucketOf('x-yd')]).toEqual([undefined, undefined, undefined])
  })
  it('the shape holds every case that was closed, and marks both figures', () => {
    const figures = fullFigures()
    const { spread } = derivePace(inputs({ figures }))
    expect(sum(spread!.counts)).toBe(sum(figures.spread!.items.map((it) => it.value!)))
    expect(spread!.marks.map((it) => it.name)).toEqual(['P50', 'P90'])
    const none: PanelReading = { ...figures.spread!, items: [] }
    expect(derivePace(inputs({ figures: { ...figures, spread: none } })).nothing).not.toBeNull()
  })
})

describe('needs action now', () => {
  it('is ranked by regret, holds all that is overdue or near due, and says how many there are', () => {
    const { needAction } = standingOf(picture, NOW, null)
    const { rows, note } = deriveUrgent(inputs())
    expect(rows.length).toBeGreaterThan(10)
    const regrets = rows.map((row) => regretOf(cases.get(row.id)!, NOW, null))
    const all = open.filter((it_) => needsAction(it_, NOW, null)).map((it_) => regretOf(it_, NOW, null))
    expect(all.length).toBe(needAction)
    expect(regrets).toEqual(all.sort((a, b) => b - a).slice(0, rows.length))
    expect(note).toBe(`按紧迫排序 · 共 ${needAction}`)
    expect(needAction).toBeGreaterThanOrEqual(standingOf(picture, NOW, null).all.overdue)
  })
  it('says what, where, which number, who owes which step, and how late it is', () => {
    const it_ = one({
      no: 'GD1121-0087',
      department: 'D06',
      filedAt: NOW - 3 * HOUR,
      dueAt: NOW - 42 * 60_000,
      priority: 'P1',
    })
    expect(deriveUrgent(inputs({ picture: only(it_) })).rows[0]).toMatchObject({
      category: '<lamp>',
      place: '(a1)',
      detail: '处置中 · [D06] · GD1121-0087',
      time: '超 42 分',
      tone: 'overdue',
      tags: ['特急'],
    })
    const filed = one({ status: 'filed', filedAt: NOW - 9 * HOUR, dueAt: NOW + HOUR, dispatchedAt: null })
    expect(deriveUrgent(inputs({ picture: only(filed) })).rows[0]).toMatchObject({
      time: '剩 1 小时',
      tone: 'near',
    })
    expect(deriveUrgent(inputs({ picture: only(filed) })).rows[0]!.detail).toContain('待派遣 · 派遣席')
  })
  it('leads to the case where somebody is signed in, and nowhere on a wall device', () => {
    const opens = (opensCases: boolean) => deriveUrgent(inputs({ opensCases })).rows[0]!.definition.opens
    expect(opens(true)!.path).toMatch(/^\/cases\/\w{26}$/)
    expect(opens(false)).toBeUndefined()
  })
  it('nothing to do is a designed state, and no picture is not nothing', () => {
    expect(deriveUrgent(inputs({ picture: only() })).nothing).not.toBeNull()
    expect(deriveUrgent(inputs({ picture: null })).nothing).toBeNull()
  })
})

describe('on the wall', () => {
  const MINUTE = 60_000
  /** The clock where the first one's turn begins. */
  const START = Math.ceil(NOW / (12 * TURN_MS)) * 12 * TURN_MS
  const put = (n: number): CaseView[] =>
    Array.from({ length: n }, (_, i) => one({ id: `C${i}`, spotlitUntil: START + (10 - i) * MINUTE }))
  const shown = (n: number, turns: number) => {
    const model = deriveSpotlight(inputs({ picture: only(...put(n)), now: START + turns * TURN_MS }))
    return { ids: model.cards.map(({ id }) => id), lead: model.cards.find(({ leads }) => leads)!.id, model }
  }
  it('is nothing until somebody puts a case there, and ends by the clock', () => {
    const [it_] = put(1)
    const cards = (now: number) => deriveSpotlight(inputs({ picture: only(it_!), now })).cards.length
    expect(deriveSpotlight(inputs()).cards).toEqual([])
    expect([START, it_!.spotlitUntil! - 1, it_!.spotlitUntil!].map(cards)).toEqual([1, 1, 0])
  })
  it('says what, where, who has it, how late, and how long it is shown', () => {
    const late = { dueAt: START - HOUR, filedAt: START - 13 * HOUR, exercise: true, category: 'c', area: 'a' }
    const [it_] = put(1)
    const { cards } = deriveSpotlight(inputs({ picture: only({ ...it_!, ...late }), now: START }))
    expect(cards[0]).toMatchObject({ category: '<c>', place: '(a)', tone: 'overdue', level: 'overdue' })
    expect(cards[0]!.tags).toContain(zh.panels.exercise)
    expect([cards[0]!.detail, cards[0]!.kindName]).toEqual([
      expect.stringContaining('[parks]'),
      zh.case.kind.ticket,
    ])
    expect(cards[0]!.left).toBe(zh.panels.spotlightLeft('10 分'))
  })
  it('up to three stand still, and one after the other leads', () => {
    expect([0, 1, 2, 3].map((turns) => shown(3, turns).lead)).toEqual(['C0', 'C1', 'C2', 'C0'])
    expect([0, 1].map((turns) => shown(3, turns).ids)).toEqual([
      ['C0', 'C1', 'C2'],
      ['C0', 'C1', 'C2'],
    ])
    expect(shown(3, 0).model.note).toBe('')
  })
  it('of more, three are shown beginning with the one that leads, and how many are not is said', () => {
    expect([0, 1, 3].map((turns) => shown(4, turns).ids)).toEqual([
      ['C0', 'C1', 'C2'],
      ['C1', 'C2', 'C3'],
      ['C3', 'C0', 'C1'],
    ])
    expect(shown(4, 3).lead).toBe('C3')
    expect(shown(6, 0).model.note).toBe(zh.panels.spotlightMore('3'))
  })
})

describe('alarm line', () => {
  it('is loud for what cannot wait, counts a case once that is urgent for two reasons, and names the first', () => {
    const both = one({
      id: 'both',
      priority: 'P1',
      filedAt: NOW - 40 * HOUR,
      dueAt: NOW - 30 * HOUR,
      round: 1,
    })
    const p1 = one({
      id: 'p1',
      status: 'filed',
      priority: 'P1',
      filedAt: NOW - HOUR,
      dueAt: NOW + 20 * HOUR,
      round: 1,
    })
    const model = deriveAlarm(inputs({ picture: only(both, p1) }))
    expect(model).toMatchObject({
      tone: 'alarm',
      label: '2 件须立即处置',
      parts: ['2 件特急', '1 件超期三倍以上'],
    })
    expect(model.first!.time).toBe('超 1 天 6 小时')
  })
  it('is calm with a reason, and says what is merely late', () => {
    const late = one({
      priority: 'P3',
      severity: null,
      filedAt: NOW - 13 * HOUR,
      dueAt: NOW - HOUR,
      round: 1,
    })
    expect(deriveAlarm(inputs({ picture: only(late) }))).toMatchObject({ tone: 'clear', first: null })
    expect(deriveAlarm(inputs({ picture: only(late) })).parts).toHaveLength(2)
    expect(deriveAlarm(inputs({ picture: null })).tone).toBe('unknown')
  })
})

describe('changes', () => {
  it('a case that has left the picture has no row; one seen happening lights up', () => {
    const [first, second] = [...cases.values()]
    const rows = [
      { caseId: first!.id, version: 3, type: 'case.accepted' as const, at: 0, seenAt: 5 },
      { caseId: 'gone', version: 1, type: null, at: 0, seenAt: 5 },
      { caseId: second!.id, version: 1, type: null, at: 0, seenAt: null },
    ]
    const model = deriveChanges(inputs({ changes: { rows, moves: 3, lastMinute: 42 } }))
    expect(model.rows.map((it) => [it.id, it.fresh, it.what])).toEqual([
      [first!.id, true, '受理'],
      [second!.id, false, zh.statuses[second!.status]],
    ])
    expect([model.rows[0]!.category, model.step, model.note]).toEqual(['<lamp>', 'odd', '近 1 分钟 42 条'])
  })
  it('a quiet district is a designed state', () => {
    expect(deriveChanges(inputs()).nothing).not.toBeNull()
    expect(deriveChanges(inputs({ picture: null })).nothing).toBeNull()
  })
})

describe('today', () => {
  const figures = fullFigures()
  it('sums what it shows; the backlog ends at the ledger’s figure and starts where its hours say', () => {
    const model = deriveFlow(inputs({ figures }))
    const [filed, closed] = [sum(model.opened), sum(model.closed)]
    expect(model.legend.map((it) => it.value.replaceAll(',', ''))).toEqual([
      String(filed),
      String(closed),
      `${12_345 - filed + closed} → 12345`,
    ])
    expect(model.backlog[0]).toEqual([0, 12_345 - filed + closed])
    expect(model.backlog.at(-1)).toEqual([model.nowAt, 12_345])
    expect(model.nowAt).toBeCloseTo(14 + 32 / 60, 5)
    expect([model.labels.length, model.labels[3]]).toEqual([24, '03:00'])
  })
  it('follows the net change where the ledger tells it: what was reopened is in the backlog too', () => {
    const flow: PanelReading = {
      ...figures.flow!,
      items: [...figures.flow!.items, figure('net_flow', { group: figures.flow!.groups[2]!, value: 5 })],
    }
    const { backlog } = deriveFlow(inputs({ figures: { ...figures, flow } }))
    expect([backlog[0]![1], backlog[2]![1], backlog[3]![1], backlog.at(-1)![1]]).toEqual([
      12_340, 12_340, 12_345, 12_345,
    ])
  })
  it('another time keeps its own words, and has no now', () => {
    const flow: PanelReading = {
      ...figures.flow!,
      from: Date.UTC(2008, 6),
      to: Date.UTC(2008, 8),
      by: 'month',
      groups: ['2008-07', '2008-08'],
      items: [figure('filed', { group: '2008-07', value: 3 })],
    }
    const model = deriveFlow(inputs({ figures: { ...figures, flow } }))
    expect([model.labels, model.opened, model.nowAt]).toEqual([['2008-07', '2008-08'], [3, 0], null])
    expect(model.note).toContain('2008')
  })
  it('nothing yet today says so instead of drawing an empty chart; nothing read is a dash', () => {
    const flow: PanelReading = { ...figures.flow!, items: [] }
    expect(deriveFlow(inputs({ figures: { ...figures, flow } })).nothing).toBe(zh.panels.flowNothing)
    expect(deriveFlow(inputs()).legend.map((it) => it.value)).toEqual(['—', '—', '—'])
    expect(deriveFlow(inputs()).nothing).toBeNull()
  })
})

describe('a model that says the same', () => {
  it('is the one before, so that nothing is drawn anew; any other word makes another', () => {
    const before = { rows: [{ id: 'a', note: null }], total: 3 }
    expect(keepIfAlike(before, structuredClone(before))).toBe(before)
    const other = { ...before, rows: [{ id: 'a', note: 'late' as string | null }] }
    expect(keepIfAlike<object>(before, other)).toBe(other)
    expect(keepIfAlike<object | null>(before, null)).toBeNull()
    expect(keepIfAlike<object>(undefined, other)).toBe(other)
  })
})
