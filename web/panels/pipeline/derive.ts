/** The five segments of the loop with what stands in each: four from the live picture, closed from the ledger. */
import { KINDS, type Kind, type Phase } from '@shaotai/shared/domain/vocabulary.ts'
import { formatCount } from '../../i18n/format.ts'
import type { PanelInputs } from '../panel.ts'
import { OPEN_PHASES, tallyOf } from '../tally.ts'
import { windowWords } from '../window-words.ts'

export interface PipelineModel {
  segments: {
    phase: Phase
    name: string
    count: string
    kinds: { kind: Kind; name: string; count: string }[]
    note: string | null
  }[]
}

export function derivePipeline({ picture, figures, words, language }: PanelInputs): PipelineModel {
  const tally = picture && tallyOf(picture)
  const count = (n: number | null | undefined) =>
    n === null || n === undefined ? '—' : formatCount(n, language)
  const kindsOf = (value: (kind: Kind) => number | undefined) =>
    KINDS.map((kind) => ({ kind, name: words.kinds[kind], count: count(value(kind)) }))
  const closed = figures?.items['closed']
  return {
    segments: [
      ...OPEN_PHASES.map((phase) => ({
        phase,
        name: words.phases[phase],
        count: count(tally?.byPhase[phase]),
        kinds: kindsOf((kind) => tally?.byKind[kind][phase]),
        note: null,
      })),
      {
        phase: 'closed',
        name: words.phases.closed,
        count: count(closed?.value),
        kinds: kindsOf((kind) => (figures ? (figures.closedByKind[kind] ?? 0) : undefined)),
        note: closed ? windowWords(closed.window, words, language) : null,
      },
    ],
  }
}
