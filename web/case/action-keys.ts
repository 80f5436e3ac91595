/** The keys that a desk's buttons show; who listens to them is web/desk/keys. */
import type { Action } from '@shaotai/shared/domain/lifecycle.ts'

export const ACTION_KEYS: Partial<Record<Action, string>> = {
  accept: 'a',
  file: 'a',
  grade: 'a',
  triage: 'a',
  dispatch: 'd',
  assign: 'd',
  mediate: 'd',
  reassign: 'd',
  merge: 'm',
  escalate: 'e',
  request_return: 'x',
  confirm_return: 'x',
  contact: 'c',
  urge: 'g',
}

/** Of a conflict and of an own hand-over, which listen for themselves. */
export const OWN_KEYS = { see: 'v', again: 'r', drop: 'Esc', recall: 'u' } as const
