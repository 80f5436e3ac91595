/**
 * What the audit trail can tell of beside the log's own events: a closed list of codes, each with the kind of thing that
 * its subject is. The steps of cases are on the trail under the codes of their events.
 */
export const SUBJECT_KINDS = ['case', 'person', 'wall', 'key', 'entry', 'areas', 'system'] as const
export type SubjectKind = (typeof SUBJECT_KINDS)[number]

export const isSubjectKind = (it: string): it is SubjectKind =>
  (SUBJECT_KINDS as readonly string[]).includes(it)

/** Views of somebody's personal data. The subject is the case or one of its files. */
const VIEWS = {
  'personal.viewed': 'case',
  'personal.exported': 'case',
  'timeline.viewed': 'case',
  'reporter.matched': 'case',
  'evidence.listed': 'case',
  'evidence.previewed': 'case',
  'evidence.viewed': 'case',
} as const satisfies Record<string, SubjectKind>

/** Changes that are no events of a case. The subject is the id of what changed. */
const CHANGES = {
  'evidence.added': 'case',
  'secret.granted': 'case',
  'personal.erased': 'case',
  'personal.rewritten': 'system',
  'hold.set': 'case',
  'hold.lifted': 'case',
  'audit.listed': 'system',
  'areas.loaded': 'areas',
  'directory.changed': 'entry',
  'directory.retired': 'entry',
  'session.opened': 'person',
  'session.ended': 'person',
  'sessions.ended': 'person',
  'password.changed': 'person',
  'password.reset': 'person',
  'person.created': 'person',
  'person.changed': 'person',
  'person.rights_changed': 'person',
  'person.disabled': 'person',
  'person.enabled': 'person',
  'device.created': 'wall',
  'device.revoked': 'wall',
  'device.token_renewed': 'wall',
  'pairing.approved': 'wall',
  'key.created': 'key',
  'key.rotated': 'key',
  'key.revoked': 'key',
  'backup.taken': 'system',
  'backup.restored': 'system',
} as const satisfies Record<string, SubjectKind>

export type AuditAction = keyof typeof VIEWS | keyof typeof CHANGES
const ABOUT: Readonly<Record<AuditAction, SubjectKind>> = { ...VIEWS, ...CHANGES }

export const VIEW_ACTIONS = Object.keys(VIEWS) as (keyof typeof VIEWS)[]
export const AUDIT_ACTIONS = Object.keys(ABOUT) as AuditAction[]
export const isAuditAction = (action: string): action is AuditAction => Object.hasOwn(ABOUT, action)
export const actionsAbout = (kind: SubjectKind): AuditAction[] =>
  AUDIT_ACTIONS.filter((it) => ABOUT[it] === kind)
/** An event is of a case, and so is an action of an older server that this list lacks. */
export const subjectKindOf = (action: string): SubjectKind => (isAuditAction(action) ? ABOUT[action] : 'case')

/** Why, as a code. */
export const ERASE_REASONS = ['request', 'retention', 'order', 'mistake'] as const
export type EraseReason = (typeof ERASE_REASONS)[number]
