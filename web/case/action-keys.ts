/** The keys that a desk's buttons show: read off the table that the desk listens by. */
import type { Action } from '@shaotai/shared/domain/lifecycle.ts'
import { KEYS } from '../desk/keys/keys.ts'

export const ACTION_KEYS: Partial<Record<Action, string>> = Object.fromEntries(
  KEYS.flatMap((it) => ('actions' in it ? it.actions.map((action) => [action, it.keys[0]]) : [])),
)

/** Of a conflict and of an own hand-over, which listen for themselves. */
export const OWN_KEYS = { see: 'v', again: 'r', drop: 'Esc', recall: 'u' } as const
