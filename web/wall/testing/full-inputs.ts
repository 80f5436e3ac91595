/** Inputs of a district in full swing, for tests of the layout: long words and large figures in every panel. */
import type { KpiItem } from '@shaotai/shared/contract/http.ts'
import { wordsOf, type Language } from '../../i18n/words.ts'
import { TestLog, WALL } from '../../live/testing/log.ts'
import type { PanelInputs } from '../../panels/panel.ts'
import { afterFrames } from '../../stores/changes.ts'

export const NOW = Date.UTC(2026, 10, 22, 6, 32, 7)

const figure = (id: string, unit: KpiItem['unit'], value: number): KpiItem => ({
  id,
  version: 1,
  value,
  numerator: 103_456,
  denominator: 104_121,
  excluded: [{ reason: 'closed_before_reported', n: 1_017 }],
  n: 104_121,
  unit,
  window: { from: '2008-07-01T00:00:00Z', to: '2018-02-01T00:00:00Z' },
  text: { en: 'definition', 'zh-CN': '口径' },
})

export function fullInputs(language: Language): PanelInputs {
  const log = new TestLog()
  for (let i = 0; i < 1_200; i += 1) log.grow(i % 4 === 0 ? 3 * i : i * 7 + 1)
  const items = [
    figure('closed', 'cases', 103_456),
    figure('closed_share', 'share', 0.9936),
    figure('time_to_close_p50', 'seconds', 489_027),
    figure('time_to_close_p90', 'seconds', 310 * 86_400 + 23 * 3_600),
    figure('backlog', 'cases', 12_345),
  ]
  const days = Array.from({ length: 14 }, (_, i) => `2026-11-${String(i + 9).padStart(2, '0')}`)
  return {
    picture: log.picture(WALL),
    changes: afterFrames([], [log.frame(1, log.head, WALL)], 0),
    figures: {
      asOf: NOW,
      items: Object.fromEntries(items.map((it) => [it.id, it])),
      closedByKind: { ticket: 99_999, hazard: 3_333, dispute: 124 },
    },
    flow: {
      from: 0,
      to: NOW,
      by: 'day',
      days,
      reported: days.map((_, i) => 40 + i * 13),
      closed: days.map((_, i) => 35 + i * 11),
    },
    names: {
      category: () =>
        language === 'en'
          ? 'General Request - Public Works and Street Environmental Services'
          : '市容环境－占道经营及乱堆物料',
      department: () =>
        language === 'en' ? 'Bureau of Housing and Urban-Rural Construction' : '住房和城乡建设局',
    },
    words: wordsOf(language),
    language,
    now: NOW,
    rightAt: { picture: NOW, figures: NOW, flow: NOW },
  }
}
