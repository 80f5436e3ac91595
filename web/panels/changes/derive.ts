/** The cases that changed last, newest first: class, place, state, hands. No personal data is in the stream to show. */
import type { Kind } from '@shaotai/shared/domain/vocabulary.ts'
import { formatCount, formatWhen } from '../../i18n/format.ts'
import type { PanelInputs } from '../panel.ts'

export interface ChangesModel {
  note: string
  rows: {
    id: string
    version: number
    kind: Kind
    kindName: string
    time: string
    category: string
    what: string
    street: string
    department: string
    /** Happened while this screen was watching: lights up and fades. */
    fresh: boolean
    exercise: string | null
  }[]
  /** Odd and even movements have a name each: a new one starts the next, however soon. */
  step: 'odd' | 'even' | 'none'
  nothing: { title: string; means: string } | null
}

export function deriveChanges({ picture, changes, names, words, language, now }: PanelInputs): ChangesModel {
  const rows: ChangesModel['rows'] = []
  for (const { caseId, version, type, at, seenAt } of changes.rows) {
    const it = picture?.cases.get(caseId)
    if (!it) continue // it has left the picture since, or lies outside the area that is looked at
    rows.push({
      id: caseId,
      version,
      kind: it.kind,
      kindName: words.kinds[it.kind],
      time: formatWhen(at, now, language),
      category: names.category(it.category),
      what: type === null ? words.statuses[it.status] : words.events[type],
      street: names.street(it.area),
      department: it.department === null ? '' : names.department(it.department),
      fresh: seenAt !== null,
      exercise: it.exercise ? words.panels.exercise : null,
    })
  }
  const { nothing: title, nothingMeans: means, perMinute } = words.panels
  return {
    note: changes.lastMinute > 0 ? perMinute(formatCount(changes.lastMinute, language)) : '',
    rows,
    step: changes.moves === 0 ? 'none' : changes.moves % 2 === 0 ? 'even' : 'odd',
    nothing: picture && rows.length === 0 ? { title, means } : null,
  }
}
