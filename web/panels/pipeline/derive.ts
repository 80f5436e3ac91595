/**
 * The five segments of the loop: what stands in each and how much of it is late from the live picture, what came
 * into each within the hour from the cases' own stamps, and closed from the ledger. Pure.
 */
import type { Phase } from '@shaotai/shared/domain/vocabulary.ts'
import { formatCount } from '../../i18n/format.ts'
import type { Definition } from '../definition/definition.ts'
import type { PanelInputs } from '../panel.ts'
import { countWords, definitionOf, seriesOf, windowWords } from '../readings.ts'
import { standingOf } from '../standing.ts'
import { OPEN_PHASES } from '../tally.ts'

export interface PipelineModel {
  segments: {
    phase: Phase
    name: string
    count: string
    overdue: string | null
    nearDue: string | null
    /** What came in within the last hour; null where it is not known. */
    cameIn: string | null
    definition: Definition
  }[]
}

export function derivePipeline({
  picture,
  figures,
  words,
  language,
  now,
  calendar,
}: PanelInputs): PipelineModel {
  const standing = picture && standingOf(picture, now, calendar)
  const { panels: w } = words
  const reader = { words, language }
  const count = (n: number | null | undefined) => countWords(n, language)
  const late = (n: number | undefined, say: (n: string) => string) => (n ? say(count(n)) : null)
  const cameIn = (phase: Phase): string | null => {
    if (!standing) return null
    const n = formatCount(standing.cameIn[phase], language)
    return w.perHour(phase === 'closed' && standing.cameInIsCut ? w.atLeast(n) : n)
  }
  const { flow } = figures
  const closed = flow ? seriesOf(flow, 'closed').reduce<number>((sum, it) => sum + (it ?? 0), 0) : null
  const closedWindow = flow?.by === 'hour' || !flow ? w.today : windowWords(flow, reader)
  const closedItem = flow?.items.find((it) => it.id === 'closed')
  return {
    segments: [
      ...OPEN_PHASES.map((phase) => {
        const it = standing?.byPhase[phase]
        const name = words.phases[phase]
        return {
          phase,
          name,
          count: count(it?.open),
          overdue: late(it?.overdue, w.overdue),
          nearDue: late(it?.nearDue, w.nearDue),
          cameIn: cameIn(phase),
          definition: {
            title: name,
            text: words.definition.phase(name),
            rows: [
              { name: w.total, value: count(it?.open) },
              { name: w.nearDue('').trim(), value: count(it?.nearDue) },
              { name: w.overdue('').trim(), value: count(it?.overdue) },
              { name: words.definition.window, value: cameIn(phase) ?? '—' },
            ],
          },
        }
      }),
      {
        phase: 'closed',
        name: `${words.phases.closed} · ${closedWindow}`,
        count: count(closed),
        overdue: null,
        nearDue: null,
        cameIn: cameIn('closed'),
        definition: {
          ...definitionOf(words.phases.closed, closedItem && { ...closedItem, value: closed }, flow, reader),
          text: closedItem?.text[language] ?? words.definition.closedPhase,
          rows: [
            { name: w.total, value: count(closed) },
            { name: words.definition.window, value: windowWords(flow, reader) },
          ],
        },
      },
    ],
  }
}
