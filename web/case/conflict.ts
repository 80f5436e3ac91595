/**
 * Two people decided at once: what the one who was slower is told, and whether their choice can still be made on top of it.
 * Pure.
 */
import type { CaseReply } from '@shaotai/shared/contract/http.ts'
import type { Action } from '@shaotai/shared/domain/lifecycle.ts'
import type { Entry as TimelineEntry } from '@shaotai/shared/domain/timeline/entry.ts'
import { sentenceOf, TELLING } from '@shaotai/shared/domain/timeline/sentence.ts'
import { formatTime } from '../i18n/format.ts'
import { actingWords } from '../i18n/acting/words.ts'
import type { Entry } from '../outbox/outbox.ts'
import { sayAct } from '../outbox/say-entry.ts'
import { fieldsOf } from './action-form.ts'
import type { WholeCase } from './read-case.ts'
import { tellerOf, type Reader } from './reader.ts'

/** `whole` null, or not read again yet: then the answer of the server itself is told. */
export function sayConflict(entry: Entry, whole: WholeCase | null, reader: Reader): string {
  const { conflict, apart } = actingWords(reader.language)
  const last = newSince(whole, entry.expectedVersion).at(-1)
  if (whole && last)
    return conflict.did(
      sentenceOf(last, tellerOf(reader, whole.timeline.cases)),
      formatTime(last.at, reader.language),
    )
  const { changedBy: by, current } = entry.problem ?? {}
  const status = current && 'status' in current ? (current.status as CaseReply['status']) : null
  const owner = current && 'department' in current ? (current.department as CaseReply['department']) : null
  const at = current && 'changedAt' in current ? (current.changedAt as number) : null
  const role = by && TELLING[reader.language].roles[by.role]
  const who = by ? (by.name === role ? role : conflict.by(by.name, role!)) : conflict.somebody
  const stands = [status && reader.words.statuses[status], owner && reader.department(owner)].filter(Boolean)
  const what = conflict.changed(who, stands.join(apart) || '—')
  return at === null ? what : conflict.did(what, formatTime(at, reader.language))
}
export const sayOwn = (entry: Entry, reader: Reader): string =>
  actingWords(reader.language).conflict.yours(sayAct(entry, reader))

/** Entries of the timeline that came after a version, without the clock's own marks. */
export const newSince = (whole: WholeCase | null, version: number): TimelineEntry[] =>
  (whole?.timeline.items ?? []).filter((it) => it.version > version && it.by?.role !== 'system')

/** What became of a step that somebody else took first: the same intent from where the case stands now. */
const INSTEAD: Partial<Record<Action, Action>> = {
  dispatch: 'reassign',
  assign: 'reassign',
  mediate: 'reassign',
}

export interface Again {
  body: Record<string, unknown> & { type: Action }
  /** All that it needs is there: one key sends it. Otherwise its form opens, filled as far as it goes. */
  isWhole: boolean
}
/** Whoever was quicker handed it to the very department. */
export const isSoAlready = ({ body }: Entry, it: CaseReply): boolean =>
  (body.type === 'reassign' || INSTEAD[body.type] !== undefined) && body['department'] === it.department

/** Null where it may no longer be done, or is done. */
export function againOn(entry: Entry, it: CaseReply): Again | null {
  const { body } = entry
  const type = [body.type, INSTEAD[body.type]].find((action) => action && it.allowedActions.includes(action))
  if (!type) return null
  const fields = fieldsOf(type)
  const kept = fields.filter(({ name }) => body[name] !== undefined)
  if (type === 'reassign' && isSoAlready(entry, it)) return null
  return {
    body: { ...Object.fromEntries(kept.map(({ name }) => [name, body[name]])), type },
    isWhole: fields.every(({ name, required }) => !required || body[name] !== undefined),
  }
}
