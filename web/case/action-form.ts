/**
 * The form of an action, read off the command's own schema, and what is sent when it is filled in. Pure. Knows how each
 * kind of field is asked for; whether the answer is granted is the server's.
 */
import { CommandBodySchemas } from '@shaotai/shared/domain/commands.ts'
import type { CaseReply } from '@shaotai/shared/contract/http.ts'
import { ACTIONS, type Action } from '@shaotai/shared/domain/lifecycle.ts'
import { isSpotlit } from '@shaotai/shared/domain/spotlight.ts'
import { enteredIn, localTextIn } from '../clock/local-days.ts'
import type { Pending } from '@shaotai/shared/domain/vocabulary.ts'

export type Input =
  | 'text'
  | 'choice'
  | 'department'
  | 'departments'
  | 'instant'
  | 'number'
  | 'limit'
  | 'yes'
  | 'task'
  | 'case'
export interface Field {
  name: FieldName
  input: Input
  required: boolean
  /** Of a choice: the codes of its closed list. */
  choices: readonly string[]
  longest: number | null
  /** Of a whole number: from, to, and what the form begins with. */
  range: { least: number; most: number } | null
  startsAs: string
}

const ASKED_AS = {
  department: 'department',
  lead: 'department',
  members: 'departments',
  until: 'instant',
  performBy: 'instant',
  acceptedAt: 'instant',
  doneBy: 'instant',
  measured: 'number',
  minutes: 'number',
  extra: 'limit',
  resolved: 'yes',
  task: 'task',
  into: 'case',
  severity: 'choice',
  tier: 'choice',
  contribution: 'choice',
  kind: 'choice',
  satisfied: 'choice',
  outcome: 'choice',
  code: 'choice',
  reason: 'text',
  reply: 'text',
  contacted: 'text',
  measures: 'text',
  condition: 'text',
  note: 'text',
} as const satisfies Record<string, Input>
export type FieldName = keyof typeof ASKED_AS
/** What is usual, so that it need not be entered. */
const STARTS_AS: Partial<Record<FieldName, string>> = { minutes: '10' }
const ORDER = Object.keys(ASKED_AS) as FieldName[]

/** Nothing personal is asked for by the address; a file is sent by a form of its own. */
const NOT_HERE: ReadonlySet<Action> = new Set(['attach', 'close_external'])
type Body = { properties: Record<string, object>; required?: readonly string[] }
const schemaOf = (action: Action): Body | undefined =>
  (CommandBodySchemas as Partial<Record<Action, unknown>>)[action] as Body | undefined

export const hasForm = (action: Action): boolean => !NOT_HERE.has(action) && schemaOf(action) !== undefined

/** What an action decides, takes away or ends: without it there is nothing to do. */
const DECIDES: Partial<Record<Action, Pending>> = {
  confirm_return: 'return',
  refuse_return: 'return',
  grant_extension: 'extension',
  refuse_extension: 'extension',
  suspend: 'suspension',
  refuse_suspension: 'suspension',
  void: 'void',
  refuse_void: 'void',
}

/** The server takes a hand-over back as long as this. */
const RECALL_WITHIN_MS = 10_000

/** Of what the reader may do, what makes sense as the case stands now (epoch ms). */
export function offered(it: CaseReply, now: number): Action[] {
  return ACTIONS.filter((action) => {
    if (!it.allowedActions.includes(action) || !hasForm(action)) return false
    if (DECIDES[action] !== undefined) return it.pending === DECIDES[action]
    if (action === 'remove_co_handler') return it.coHandlers.length > 0
    if (action === 'recall') return it.dispatchedAt !== null && now - it.dispatchedAt <= RECALL_WITHIN_MS
    if (action === 'unspotlight') return isSpotlit(it, now)
    if (action === 'finish_task') return it.whole?.tasks.some(({ done }) => !done) ?? false
    return true
  })
}

/** What is done first at each stop of the three lives; the first that is possible is the main one. */
const FIRST: readonly Action[] = [
  ...(['confirm_return', 'grant_extension', 'suspend', 'void'] as const),
  ...(['refuse_return', 'refuse_extension', 'refuse_suspension', 'refuse_void'] as const),
  ...(['accept', 'file', 'grade', 'triage', 'verify', 'dispatch', 'assign', 'mediate'] as const),
  ...([
    'sign',
    'handle',
    'rectify',
    'feedback',
    'submit',
    'agree',
    'perform',
    'check',
    'close',
    'clear',
  ] as const),
  ...([
    'look_back',
    'settle',
    'rework',
    'follow_up',
    'rate',
    'archive',
    'reassign',
    'convene',
    'contact',
  ] as const),
  ...([
    'merge',
    'reject',
    'request_return',
    'request_extension',
    'urge',
    'escalate',
    'add_co_handler',
  ] as const),
]
const placeOf = (action: Action): number => (FIRST.includes(action) ? FIRST.indexOf(action) : FIRST.length)
/** As buttons stand: what the case waits for first. */
export const inOrderOfUse = (actions: readonly Action[]): Action[] =>
  actions.toSorted((a, b) => placeOf(a) - placeOf(b))
/** What moves the case on by itself, rather than something that may be done beside it. */
const BESIDE_FROM = placeOf('reassign')
export const isMain = (action: Action): boolean => placeOf(action) < BESIDE_FROM

/** In the order in which people fill them in. */
export function fieldsOf(action: Action): Field[] {
  const { properties = {}, required = [] } = schemaOf(action) ?? {}
  return ORDER.filter((name) => name in properties).map((name) => {
    const {
      enum: choices = [],
      maxLength = null,
      minimum: least,
      maximum: most,
    } = properties[name] as {
      enum?: readonly string[]
      maxLength?: number | null
      minimum?: number
      maximum?: number
    }
    return {
      name,
      input: ASKED_AS[name],
      required: required.includes(name),
      choices,
      longest: maxLength,
      range: least !== undefined && most !== undefined ? { least, most } : null,
      startsAs: STARTS_AS[name] ?? '',
    }
  })
}

/** Steps that hand a case, or a share of it, to one department: the desk has candidates beside them. */
export const NAMES_ONE: ReadonlySet<Action> = new Set([
  'dispatch',
  'assign',
  'mediate',
  'reassign',
  'add_co_handler',
])

/** What a person entered, as text; of several departments, a list. */
export type Entered = Partial<Record<FieldName, string | string[] | boolean>>
export interface LimitEntered {
  amount: string
  basis: string
}

/** Empty fields are left out; a time is one of the district's `zone`, and told as an instant. */
export function bodyFrom(
  action: Action,
  fields: readonly Field[],
  entered: Entered,
  limit: LimitEntered,
  zone: string,
): Record<string, unknown> {
  const body: Record<string, unknown> = { type: action }
  for (const { name, input } of fields) {
    if (input === 'limit') {
      if (limit.amount !== '') body[name] = { basis: limit.basis, amount: Number(limit.amount) }
      continue
    }
    const value = entered[name]
    if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue
    if (input === 'instant') body[name] = new Date(enteredIn(zone, value as string)).toISOString()
    else if (input === 'number' || input === 'task') body[name] = Number(value)
    else body[name] = value
  }
  return body
}

/** Needed, and not entered yet. */
export const missingIn = (fields: readonly Field[], entered: Entered, limit: LimitEntered): FieldName[] =>
  fields
    .filter(({ name, input, required }) => {
      const value = input === 'limit' ? limit.amount : entered[name]
      const isEmpty =
        value === undefined || value === null || (typeof value !== 'boolean' && value.length === 0)
      return required && isEmpty
    })
    .map(({ name }) => name)

/** A body that was made once, as a person would have entered it: to be sent again on top of what somebody else did. */
export function enteredFrom(
  body: Readonly<Record<string, unknown>>,
  fields: readonly Field[],
  zone: string,
): { entered: Entered; limit: LimitEntered | null } {
  const entered: Entered = {}
  let limit: LimitEntered | null = null
  for (const { name, input } of fields) {
    const value = body[name]
    if (value === undefined) continue
    if (input === 'limit') {
      const { basis, amount } = value as { basis: string; amount: number }
      limit = { basis, amount: String(amount) }
    } else if (input === 'instant') entered[name] = localTextIn(zone, Date.parse(value as string))
    else if (input === 'yes' || Array.isArray(value)) entered[name] = value as boolean | string[]
    else entered[name] = String(value)
  }
  return { entered, limit }
}
