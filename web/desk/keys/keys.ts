/**
 * The keys of the desk, each once: the handler, the dialog of `?` and the hints on buttons are all made from this table. Pure.
 * Digits alone are not here: they choose a candidate.
 */
import type { Action } from '@shaotai/shared/domain/lifecycle.ts'

export const KEY_GROUPS = ['walk', 'act', 'find'] as const
export type KeyGroup = (typeof KEY_GROUPS)[number]

interface Key {
  id: string
  group: KeyGroup
  /** `event.key`; any of them. */
  keys: readonly string[]
  /** Only while the list or nothing has the focus: elsewhere the key has a meaning of its own. */
  onlyInList?: true
  /** The first of these that may be done on the chosen case is asked for. */
  actions?: readonly Action[]
}

export const KEYS = [
  { id: 'next', group: 'walk', keys: ['j'] },
  { id: 'back', group: 'walk', keys: ['k'] },
  { id: 'down', group: 'walk', keys: ['ArrowDown'], onlyInList: true },
  { id: 'up', group: 'walk', keys: ['ArrowUp'], onlyInList: true },
  { id: 'first', group: 'walk', keys: ['Home'], onlyInList: true },
  { id: 'last', group: 'walk', keys: ['End'], onlyInList: true },
  { id: 'pageDown', group: 'walk', keys: ['PageDown'], onlyInList: true },
  { id: 'pageUp', group: 'walk', keys: ['PageUp'], onlyInList: true },
  { id: 'open', group: 'walk', keys: ['Enter'], onlyInList: true },
  { id: 'mark', group: 'walk', keys: [' '], onlyInList: true },
  { id: 'away', group: 'walk', keys: ['Escape'] },
  {
    id: 'accept',
    group: 'act',
    keys: ['a'],
    actions: ['accept', 'file', 'grade', 'triage', 'sign', 'handle', 'rectify', 'check'],
  },
  { id: 'dispatch', group: 'act', keys: ['d'], actions: ['dispatch', 'assign', 'mediate', 'reassign'] },
  { id: 'merge', group: 'act', keys: ['m'], actions: ['merge', 'join'] },
  { id: 'escalate', group: 'act', keys: ['e'], actions: ['escalate'] },
  {
    id: 'return',
    group: 'act',
    keys: ['x'],
    actions: ['confirm_return', 'request_return', 'reject', 'rework'],
  },
  {
    id: 'comment',
    group: 'act',
    keys: ['c'],
    actions: ['feedback', 'submit', 'rate', 'follow_up', 'contact', 'contribute'],
  },
  {
    id: 'finish',
    group: 'act',
    keys: ['f'],
    actions: ['close', 'clear', 'settle', 'look_back', 'agree', 'close_self'],
  },
  { id: 'urge', group: 'act', keys: ['g'], actions: ['urge'] },
  { id: 'extend', group: 'act', keys: ['t'], actions: ['grant_extension', 'request_extension'] },
  { id: 'suspend', group: 'act', keys: ['s'], actions: ['resume', 'suspend', 'request_suspension'] },
  { id: 'reopen', group: 'act', keys: ['o'], actions: ['reopen', 'relapse'] },
  { id: 'undo', group: 'act', keys: ['u'], actions: ['recall'] },
  // Not a step of the process: whoever may, shows it to the room, or takes off what is there.
  { id: 'wall', group: 'act', keys: ['p'], actions: ['unspotlight', 'spotlight'] },
  { id: 'report', group: 'act', keys: ['n'] },
  { id: 'search', group: 'find', keys: ['/'] },
  { id: 'help', group: 'find', keys: ['?'] },
] as const satisfies readonly Key[]
export type KeyId = (typeof KEYS)[number]['id']

const TABLE: readonly (Key & { id: KeyId })[] = KEYS
export const VIEWS_KEPT = 9

/** What a key press was, as far as it matters here. */
export interface Press {
  key: string
  code: string
  ctrl: boolean
  shift: boolean
  alt: boolean
  /** An input method is putting a character together. */
  composing: boolean
  /** `typing`: what is pressed is written; `list`: the queue or nothing has the focus. */
  focus: 'typing' | 'list' | 'elsewhere'
}
export type Pressed = { id: KeyId } | { view: number } | null

/** What a press means here; null: it is somebody else's. */
export function pressed({ key, code, ctrl, shift, alt, composing, focus }: Press): Pressed {
  if (composing || alt) return null
  if (ctrl) return !shift && key.toLowerCase() === 'k' ? { id: 'search' } : null
  if (focus === 'typing') return key === 'Escape' ? { id: 'away' } : null
  // By its place on the keyboard: with Shift a digit is another character everywhere.
  const digit = shift ? /^Digit([1-9])$/.exec(code)?.[1] : undefined
  if (digit !== undefined) return { view: Number(digit) }
  // With caps lock on, or a Chinese keyboard, a letter is the same letter.
  const said = key.length === 1 && !shift ? key.toLowerCase() : key
  const it = TABLE.find(({ keys, onlyInList }) => keys.includes(said) && (!onlyInList || focus === 'list'))
  return it ? { id: it.id } : null
}

export const actionsOf = (id: KeyId): readonly Action[] => TABLE.find((it) => it.id === id)?.actions ?? []
/** The key that asks for an action, for a button's hint; null: it has none. */
export const keyFor = (action: Action): string | null =>
  TABLE.find((it) => it.actions?.includes(action))?.keys[0] ?? null

/** How a key is written on a cap. */
const CAPS: Record<string, string> = { ' ': 'Space', Escape: 'Esc', ArrowDown: '↓', ArrowUp: '↑' }
export const capOf = (key: string): string => CAPS[key] ?? key
/** Rows of the dialog: keys that do the same stand together. */
export const KEY_ROWS: readonly { group: KeyGroup; caps: readonly string[]; id: KeyId }[] = (() => {
  const together: Partial<Record<KeyId, KeyId>> = { down: 'next', up: 'back' }
  return TABLE.filter(({ id }) => together[id] === undefined).map(({ id, group, keys }) => ({
    id,
    group,
    caps: [...keys, ...TABLE.filter((it) => together[it.id] === id).flatMap((it) => it.keys)].map(capOf),
  }))
})()
