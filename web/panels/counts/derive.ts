/** Open cases by kind, and how many of them are late: from the live picture. Pure. */
import { KINDS, type Kind } from '@shaotai/shared/domain/vocabulary.ts'
import type { Definition } from '../definition/definition.ts'
import type { PanelInputs } from '../panel.ts'
import { countWords } from '../readings.ts'
import { standingOf } from '../standing.ts'
import type { Count } from '../tally.ts'

export interface CountsModel {
  total: string
  unit: string
  late: { overdue: string | null; nearDue: string | null }
  rows: {
    kind: Kind
    name: string
    count: string
    overdue: string | null
    /** Shares of the longest row, drawn from the left: overdue, near due, the rest. */
    bar: { overdue: number; nearDue: number; rest: number }
    definition: Definition
  }[]
  /** Where they stand, so that the total can be found again in the pipeline and in the backlog. */
  parts: string
  nothing: string | null
  definition: Definition
}

export function deriveCounts({ picture, words, language, now, calendar }: PanelInputs): CountsModel {
  const standing = picture && standingOf(picture, now, calendar)
  const { panels: w } = words
  const count = (n: number | undefined) => countWords(n, language)
  const late = (n: number | undefined, say: (n: string) => string) => (n ? say(count(n)) : null)
  const longest = Math.max(1, ...KINDS.map((kind) => standing?.byKind[kind].open ?? 0))
  const define = (title: string, it: Count | undefined): Definition => ({
    title,
    text: words.definition.open,
    rows: [
      { name: w.total, value: count(it?.open) },
      { name: w.nearDue('').trim(), value: count(it?.nearDue) },
      { name: w.overdue('').trim(), value: count(it?.overdue) },
    ],
  })
  const intake = standing?.byPhase.intake.open
  return {
    total: count(standing?.all.open),
    unit: words.units.cases,
    late: {
      overdue: late(standing?.all.overdue, w.overdue),
      nearDue: late(standing?.all.nearDue, w.nearDue),
    },
    rows: KINDS.map((kind) => {
      const it = standing?.byKind[kind]
      const { open, nearDue, overdue } = it ?? { open: 0, nearDue: 0, overdue: 0 }
      return {
        kind,
        name: words.kinds[kind],
        count: count(it?.open),
        overdue: late(it?.overdue, w.overdue),
        bar: {
          overdue: overdue / longest,
          nearDue: nearDue / longest,
          rest: (open - overdue - nearDue) / longest,
        },
        definition: define(`${w.counts} · ${words.kinds[kind]}`, it),
      }
    }),
    parts: standing ? w.intakeAndBacklog(count(intake), count(standing.all.open - intake!)) : '',
    nothing: standing?.all.open === 0 ? w.countsNothing : null,
    definition: define(w.counts, standing?.all),
  }
}
