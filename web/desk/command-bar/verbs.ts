/**
 * What may be written before anything else in the command bar, and which steps each means: the first that may be taken on the
 * chosen case. Pure.
 */
import type { Action } from '@shaotai/shared/domain/lifecycle.ts'
import { VERB_WORDS, type Verb } from '../../i18n/desk/queue/verbs.ts'
import { actionsOf } from '../keys/keys.ts'

interface Means {
  actions: readonly Action[]
  /** What the rest of the line is. */
  rest: 'department' | 'case' | 'reason'
}
const MEANS: Record<Verb, Means> = {
  dispatch: { actions: actionsOf('dispatch'), rest: 'department' },
  help: { actions: ['add_co_handler'], rest: 'department' },
  merge: { actions: actionsOf('merge'), rest: 'case' },
  urge: { actions: ['urge'], rest: 'reason' },
  return: { actions: actionsOf('return'), rest: 'reason' },
  extend: { actions: ['request_extension', 'grant_extension'], rest: 'reason' },
  escalate: { actions: ['escalate'], rest: 'reason' },
  accept: { actions: actionsOf('accept'), rest: 'reason' },
  suspend: { actions: ['request_suspension', 'suspend'], rest: 'reason' },
  comment: { actions: actionsOf('comment'), rest: 'reason' },
  finish: { actions: actionsOf('finish'), rest: 'reason' },
  undo: { actions: actionsOf('undo'), rest: 'reason' },
  wall: { actions: actionsOf('wall'), rest: 'reason' },
}

/** Longest first, so that a word is not taken for its first character. */
const WORDS = (Object.keys(MEANS) as Verb[])
  .flatMap((verb) => VERB_WORDS[verb].map((word) => ({ word: word as string, ...MEANS[verb] })))
  .sort((a, b) => b.word.length - a.word.length)
const isLatin = (word: string): boolean => /^[a-z]/.test(word)

export interface Spoken extends Means {
  said: string
}
/** Every reading of the line as a command: the verb, and what was said after it. */
export function spokenIn(line: string): Spoken[] {
  const text = line.trimStart().toLowerCase()
  return WORDS.filter(
    ({ word }) => text === word || (text.startsWith(word) && (!isLatin(word) || text[word.length] === ' ')),
  )
    .slice(0, 1)
    .map(({ word, actions, rest }) => ({ actions, rest, said: line.trimStart().slice(word.length).trim() }))
}
