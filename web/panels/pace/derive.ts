/** How much gets closed and how fast: figures of the ledger, each with its n, window and instant. */
import type { KpiItem } from '@shaotai/shared/contract/http.ts'
import { durationParts, formatCount, formatShare, type DurationPart } from '../../i18n/format.ts'
import type { PanelInputs } from '../panel.ts'
import { asOfWords, windowWords } from '../window-words.ts'

export interface PaceModel {
  share: { name: string; value: string; unit: string; detail: string; definition: string }
  times: { id: string; name: string; parts: DurationPart[]; detail: string; definition: string }[]
  backlog: { name: string; value: string; definition: string }
  window: string
  asOf: string
}

const NONE: DurationPart[] = [{ value: '—', unit: '' }]

export function derivePace({ figures, words, language }: PanelInputs): PaceModel {
  const of = (id: string): KpiItem | undefined => figures?.items[id]
  const count = (n: number | null | undefined) =>
    n === null || n === undefined ? '—' : formatCount(n, language)
  const definition = (it: KpiItem | undefined) => it?.text[language] ?? ''
  const share = of('closed_share')
  const times = (['p50', 'p90'] as const).map((id) => {
    const it = of(`time_to_close_${id}`)
    const left = it?.excluded.reduce((sum, { n }) => sum + n, 0) ?? 0
    return {
      id,
      name: `${words.panels.timeToClose} · ${words.panels[id]}`,
      parts: it?.value === null || it?.value === undefined ? NONE : durationParts(it.value, language),
      detail: [`n = ${count(it?.n)}`, ...(left > 0 ? [words.panels.excluded(count(left))] : [])].join(' · '),
      definition: definition(it),
    }
  })
  return {
    share: {
      name: words.panels.closedShare,
      value: share?.value === null || share?.value === undefined ? '—' : formatShare(share.value, language),
      unit: share?.value === null || share?.value === undefined ? '' : '%',
      detail: words.panels.closedShareOf(count(share?.numerator), count(share?.denominator)),
      definition: definition(share),
    },
    times,
    backlog: {
      name: words.panels.backlog,
      value: count(of('backlog')?.value),
      definition: definition(of('backlog')),
    },
    window: share ? windowWords(share.window, words, language) : '',
    asOf: figures ? asOfWords(figures.asOf, words, language) : words.panels.notLoaded,
  }
}
