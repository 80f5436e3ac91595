/** The cases that changed last, newest first: class, state, hands. No personal data is in the stream to show. */
import type { Kind } from '@shaotai/shared/domain/vocabulary.ts'
import { formatWhen } from '../../i18n/format.ts'
import type { PanelInputs } from '../panel.ts'

export interface ChangesModel {
  rows: {
    id: string
    version: number
    kind: Kind
    kindName: string
    time: string
    category: string
    department: string
    what: string
    /** Happened while this screen was watching: lights up and fades. */
    fresh: boolean
    exercise: string | null
  }[]
  nothing: { title: string; means: string } | null
}

export function deriveChanges({ picture, changes, names, words, language, now }: PanelInputs): ChangesModel {
  const rows: ChangesModel['rows'] = []
  for (const { caseId, version, type, at, seenAt } of changes) {
    const it = picture?.cases.get(caseId)
    if (!it) continue // it has left the picture since
    rows.push({
      id: caseId,
      version,
      kind: it.kind,
      kindName: words.kinds[it.kind],
      time: formatWhen(at, now, language),
      category: names.category(it.category),
      department: it.department === null ? '' : names.department(it.department),
      what: type === null ? words.statuses[it.status] : words.events[type],
      fresh: seenAt !== null,
      exercise: it.exercise ? words.panels.exercise : null,
    })
  }
  const { nothing: title, nothingMeans: means } = words.panels
  return { rows, nothing: picture && rows.length === 0 ? { title, means } : null }
}
