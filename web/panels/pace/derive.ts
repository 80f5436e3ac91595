/** How long cases take from report to closing: the middle, nine in ten, and all of them as a shape. Pure. */
import type { KpiItem } from '@shaotai/shared/contract/http.ts'
import { formatCount } from '../../i18n/format.ts'
import type { Definition } from '../definition/definition.ts'
import type { PanelInputs } from '../panel.ts'
import {
  changeWords,
  definitionOf,
  itemOf,
  NONE,
  valueWords,
  windowWords,
  type ChangeWords,
  type ValueWords,
} from '../readings.ts'
import { bucketOf, placeOf, type Bucket } from './buckets.ts'

export interface PaceModel {
  note: string
  times: (ValueWords & {
    id: 'p50' | 'p90'
    name: string
    change: ChangeWords
    tooFew: string | null
    definition: Definition
  })[]
  spread: {
    counts: number[]
    /** Written below the edge before the bucket of the same place. */
    edges: string[]
    marks: { name: string; at: number }[]
    label: string
  } | null
  nothing: string | null
}

/** Of fewer cases a quantile is one case's story (domain T3). */
const LEAST = { p50: 10, p90: 20 } as const
/** Buckets at whose start the scale is labelled: every edge would be a smear. */
const LABELLED = new Set(['4-12h', '1-2d', '3-5d', '7-15d', '30d+'])

export function derivePace({ figures, words, language }: PanelInputs): PaceModel {
  const { pace, spread } = figures
  const reader = { words, language }
  const { panels: w } = words
  const times = (['p50', 'p90'] as const).map((id) => {
    const it = itemOf(pace, `time_to_close_${id}`)
    const few = it !== undefined && it.n < LEAST[id]
    return {
      id,
      name: w[id],
      ...(few ? { value: NONE, unit: '' } : valueWords(it, reader)),
      change: few ? { arrow: '' as const, text: '' } : changeWords(it, reader),
      tooFew: few ? w.tooFew : null,
      definition: definitionOf(`${w.pace} · ${w[id]}`, it, pace, reader),
    }
  })
  const n = itemOf(pace, 'time_to_close_p50')?.n
  const isUsual =
    pace === null || (pace.to === null && pace.from !== null && pace.asOf - pace.from < 31 * 86_400_000)
  const window = isUsual ? w.thirtyDays : windowWords(pace, reader)
  const shape = spreadOf(spread?.items ?? [])
  const total = shape.reduce((sum, it) => sum + it.n, 0)
  const buckets = shape.map(({ bucket }) => bucket)
  return {
    note: n === undefined ? window : `${window} · ${w.n(formatCount(n, language))}`,
    times,
    spread:
      total === 0
        ? null
        : {
            counts: shape.map((it) => it.n),
            edges: buckets.map((it) => (LABELLED.has(it.name) ? edgeWords(it, words.units) : '')),
            marks: (['p50', 'p90'] as const).flatMap((id) => {
              const it = itemOf(pace, `time_to_close_${id}`)
              return it?.value === null || it === undefined || it.n < LEAST[id]
                ? []
                : [{ name: id.toUpperCase(), at: placeOf(it.value!, buckets) }]
            }),
            label: w.spread,
          },
    nothing: spread !== null && total === 0 ? w.spreadNothing : null,
  }
}

/** Every bucket from the shortest to the longest that holds a case, empty ones between them too. */
function spreadOf(items: readonly KpiItem[]): { bucket: Bucket; n: number }[] {
  const found = items.flatMap((it) => {
    const bucket = it.id === 'closed' && it.group !== undefined ? bucketOf(it.group) : undefined
    return bucket ? [{ bucket, n: it.value ?? 0 }] : []
  })
  const byName = new Map(found.map((it) => [it.bucket.name, it.n]))
  return SCALE.map((name) => ({ bucket: bucketOf(name)!, n: byName.get(name) ?? 0 }))
}
/** As server/kpi/groups.ts cuts them. */
const SCALE = ['0-1h', '1-4h', '4-12h', '12-24h', '1-2d', '2-3d', '3-5d', '5-7d', '7-15d', '15-30d', '30d+']

const edgeWords = ({ from }: Bucket, units: { hour: string; day: string }): string =>
  from < 86_400 ? `${from / 3_600}${units.hour}` : `${from / 86_400}${units.day}`
