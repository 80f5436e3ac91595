import { expect, it } from 'vitest'
import { SENT_ACTIONS } from './commands.ts'
import { ACTIONS } from './lifecycle.ts'
import { MARKS } from './clock-moves.ts'

it('every action of the tables has a body, but for those that only the server itself says', () =>
  expect(SENT_ACTIONS.toSorted()).toEqual(
    ACTIONS.filter(
      (action) => action !== 'join' && !(MARKS as readonly string[]).includes(action),
    ).toSorted(),
  ))
