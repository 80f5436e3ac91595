/** Open cases by kind and phase, as a table whose sums add up. */
import { KINDS, type Kind } from '@shaotai/shared/domain/vocabulary.ts'
import { formatCount } from '../../i18n/format.ts'
import type { PanelInputs } from '../panel.ts'
import { OPEN_PHASES, tallyOf } from '../tally.ts'

export interface CountsModel {
  phases: string[]
  rows: { kind: Kind; name: string; cells: string[]; total: string; share: number }[]
  totals: string[]
  total: string
  totalName: string
}

export function deriveCounts({ picture, words, language }: PanelInputs): CountsModel {
  const tally = picture && tallyOf(picture)
  const count = (n: number | undefined) => (n === undefined ? '—' : formatCount(n, language))
  const totalOf = (kind: Kind) =>
    tally && OPEN_PHASES.reduce((sum, phase) => sum + tally.byKind[kind][phase], 0)
  const largest = Math.max(1, ...KINDS.map((kind) => totalOf(kind) ?? 0))
  return {
    phases: OPEN_PHASES.map((phase) => words.phases[phase]),
    rows: KINDS.map((kind) => ({
      kind,
      name: words.kinds[kind],
      cells: OPEN_PHASES.map((phase) => count(tally?.byKind[kind][phase])),
      total: count(totalOf(kind) ?? undefined),
      share: (totalOf(kind) ?? 0) / largest,
    })),
    totals: OPEN_PHASES.map((phase) => count(tally?.byPhase[phase])),
    total: count(tally?.open),
    totalName: words.panels.total,
  }
}
