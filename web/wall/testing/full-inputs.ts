/** Inputs of a district in a storm, for tests of the layout: long words and large figures in every panel. */
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import type { KpiItem } from '@shaotai/shared/contract/http.ts'
import { isOpen, phaseOf } from '@shaotai/shared/domain/lifecycle.ts'
import type { Picture } from '@shaotai/shared/domain/picture.ts'
import { wordsOf, type Language } from '../../i18n/words.ts'
import { TestLog, WALL } from '../../live/testing/log.ts'
import type { PanelInputs, PanelReading } from '../../panels/panel.ts'
import { OPEN_PHASES } from '../../panels/tally.ts'
import { afterFrames, afterTime, NO_CHANGES } from '../../stores/changes.ts'
import { figureWindows } from '../../stores/figure-windows.ts'

export const ZONE = 'Asia/Shanghai'
export const NOW = Date.UTC(2026, 10, 22, 6, 32, 7)
const HOUR = 3_600_000

export const figure = (id: string, over: Partial<KpiItem>): KpiItem => ({
  id,
  version: 1,
  value: 103_456,
  numerator: 103_456,
  denominator: 104_121,
  excluded: [{ reason: 'closed_before_reported', n: 1_017 }],
  n: 104_121,
  unit: 'cases',
  window: { from: '2008-07-01T00:00:00Z', to: '2018-02-01T00:00:00Z' },
  text: { en: 'definition', 'zh-CN': '口径' },
  ...over,
})
const share = (id: string, value: number, previous: number, target?: number): KpiItem =>
  figure(id, {
    unit: 'share',
    value,
    previous: { value: previous, n: 101_234, window },
    ...(target !== undefined && { target: { bound: 'at_least', value: target } }),
  })
const seconds = (id: string, value: number): KpiItem =>
  figure(id, {
    unit: 'seconds',
    value,
    denominator: null,
    previous: { value: value * 0.31, n: 101_234, window },
  })
const window = { from: '2026-10-01T00:00:00Z', to: '2026-10-22T00:00:00Z' }

/** Answers of the ledger, all of them read. */
export function fullFigures(): PanelInputs['figures'] {
  const windows = figureWindows({ from: null, to: null }, NOW, ZONE)
  const steps = (id: string, unit: KpiItem['unit'], groups: string[], value: (i: number) => number) =>
    groups.map((group, i) => figure(id, { unit, group, value: value(i) }))
  const reading = (items: KpiItem[], { from }: { from: number | null }): PanelReading => ({
    from,
    to: null,
    asOf: NOW,
    items,
    by: null,
    groups: [],
  })
  const hours = windows.flow.groups.slice(0, 15)
  const buckets = [
    '0-1h',
    '1-4h',
    '4-12h',
    '12-24h',
    '1-2d',
    '2-3d',
    '3-5d',
    '5-7d',
    '7-15d',
    '15-30d',
    '30d+',
  ]
  return {
    month: reading(
      [
        share('resolution_rate', 0.9936, 0.8123, 0.95),
        share('on_time_rate_due', 0.9436, 0.9812, 0.96),
        share('on_time_rate_closed', 0.9993, 0.99),
        share('closed_share', 0.9993, 0.99),
        figure('backlog', { value: 12_345 }),
      ],
      windows.month,
    ),
    pace: reading(
      [seconds('time_to_close_p50', 489_027), seconds('time_to_close_p90', 310 * 86_400 + 23 * 3_600)],
      windows.pace,
    ),
    spread: reading(
      steps('closed', 'cases', buckets, (i) => 20_000 / (1 + (i - 4) ** 2)),
      windows.pace,
    ),
    flow: {
      ...reading(
        [
          ...steps('filed', 'cases', hours, (i) => 1_000 + i * 13),
          ...steps('closed', 'cases', hours, (i) => 900 + i * 11),
        ],
        windows.flow,
      ),
      by: 'hour',
      groups: windows.flow.groups,
    },
    days: {
      ...reading(
        [
          ...steps('resolution_rate', 'share', windows.days.groups, (i) => 0.9 + (i % 7) / 100),
          ...steps('on_time_rate_due', 'share', windows.days.groups, (i) => 0.93 + (i % 5) / 100),
        ],
        windows.days,
      ),
      by: 'day',
      groups: windows.days.groups,
    },
  }
}

const log = new TestLog()
for (let i = 0; i < 1_200; i += 1) log.grow(i % 4 === 0 ? 3 * i : i * 7 + 1)

/**
 * Of five cases in this storm, by phase: nobody has come to handle any yet. Five figures in all four phases at once do
 * not fit a wall of 1920 × 1080; the layout is not asked for that here.
 */
const STORM = [0, 0, 0, 0, 1]

/** Twelve thousand open cases: late, near due, urgent, in every phase. */
function stormPicture(): Picture {
  const picture = log.picture(WALL)
  const open = [...picture.cases.values()].filter(isOpen)
  const inPhase = OPEN_PHASES.map((phase) => open.filter((it) => phaseOf(it) === phase))
  const cases = new Map(picture.cases)
  for (let i = 0; cases.size < 52_000; i += 1) {
    const among = inPhase[STORM[Math.floor(i / 40) % STORM.length]!]!
    const it = among[i % among.length]!
    const startedAt = NOW - (i % 40) * HOUR
    const made: CaseView = {
      ...it,
      id: `S${String(i).padStart(25, '0')}`,
      no: 'GD2026112212345',
      area: '340801001001',
      department: 'D02',
      priority: i % 3 === 0 ? 'P1' : 'P3',
      reportedAt: startedAt,
      acceptedAt: startedAt,
      filedAt: startedAt,
      dispatchedAt: startedAt,
      signedAt: it.signedAt === null ? null : startedAt,
      feedbackAt: it.feedbackAt === null ? null : startedAt + HOUR,
      dueAt: startedAt + 12 * HOUR,
      // Four are on the wall: one more than it shows.
      spotlitUntil: i % 13 === 0 && i < 52 ? NOW + (i + 3) * 60_000 : null,
    }
    cases.set(made.id, made)
  }
  return { ...picture, cases }
}
let storm: Picture | null = null

export function fullInputs(language: Language): PanelInputs {
  storm ??= stormPicture()
  const en = language === 'en'
  let changes = NO_CHANGES
  for (let seq = 1; seq <= 400; seq += 1)
    changes = afterTime(afterFrames(changes, [log.frame(seq, seq, WALL)], seq * 1_000), seq * 1_000)
  return {
    picture: storm,
    changes: { rows: changes.rows, moves: changes.moves, lastMinute: 12_345 },
    figures: fullFigures(),
    names: {
      category: () =>
        en
          ? 'General Request - Public Works and Street Environmental Services'
          : '市容环境－占道经营及乱堆物料',
      department: () => (en ? 'Bureau of Housing and Urban-Rural Construction' : '住房和城乡建设局'),
      street: (code) => (code === null ? '' : en ? 'Northern Riverside Subdistrict' : '望江北路沿江街道'),
    },
    words: wordsOf(language),
    language,
    now: NOW,
    calendar: null,
    opensCases: true,
    rightAt: { picture: NOW, month: NOW, pace: NOW, spread: NOW, flow: NOW, days: NOW },
  }
}
