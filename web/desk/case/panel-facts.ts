/** The few facts that a decision at the desk rests on, each a row; the page of the case has the others. Pure. */
import { custodyOf } from '@shaotai/shared/domain/custody.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import type { Evolving } from '@shaotai/shared/domain/evolve.ts'
import { spanIn, type Reader } from '../../case/reader.ts'
import type { WholeCase } from '../../case/read-case.ts'
import { actingWords } from '../../i18n/acting/words.ts'
import { formatCount } from '../../i18n/format.ts'

export interface PanelFact {
  name: 'source' | 'reports' | 'rule' | 'holds' | 'department' | 'coHandlers'
  label: string
  value: string
}

export function panelFactsOf({ it, timeline, similar }: WholeCase, reader: Reader): PanelFact[] {
  const { panel: w, apart } = actingWords(reader.language)
  const { codes, case: words } = reader.words
  const n = (count: number): string => formatCount(count, reader.language)
  const row = (name: PanelFact['name'], label: string, value: string | null): PanelFact[] =>
    value === null || value === '' ? [] : [{ name, label, value }]
  const near = similar?.duplicates
  return [
    ...row('source', w.source, it.source && codes.sources[it.source]),
    ...row(
      'reports',
      w.reports,
      [
        w.reportsN(n(it.reports)),
        near && near.items.length > 0 ? w.near(n(near.radiusMetres), n(near.items.length)) : '',
      ]
        .filter(Boolean)
        .join(apart),
    ),
    ...row('rule', w.rule, ruleOf(it, timeline, reader) ?? (it.filedAt === null ? null : w.ruleNone)),
    ...row('holds', w.holds, holderOf(timeline, reader)),
    ...row('department', words.department, it.department && reader.department(it.department)),
    ...row('coHandlers', words.coHandlers, it.coHandlers.map(reader.department).join(apart)),
  ]
}

/** As it was called when it fired; its code where the reader may not know more. */
function ruleOf(it: WholeCase['it'], { items }: WholeCase['timeline'], reader: Reader): string | null {
  if (!it.routed) return null
  const told = items.findLast(({ details }) => details?.rule?.code === it.routed!.rule)?.details?.rule
  const title = reader.language === 'en' ? (told?.titleEn ?? told?.title) : told?.title
  return actingWords(reader.language).panel.ruleTo(
    title ?? it.routed.rule,
    reader.department(it.routed.department),
  )
}

function holderOf({ items }: WholeCase['timeline'], reader: Reader): string | null {
  // What happened within this beat of the clock has happened.
  const now = Math.max(reader.now, items.at(-1)?.at ?? 0)
  const span = custodyOf(items as readonly Evolving<CaseView>[], now, reader.calendar)?.spans.at(-1)
  if (!span || span.party === 'nobody') return null
  const who =
    span.department === null ? reader.words.codes.parties[span.party] : reader.department(span.department)
  return actingWords(reader.language).panel.since(who, spanIn(reader, now - span.from))
}
