// The judge of the kill run, judged: a history without a fault passes, and each promise has a history that breaks it.

import { hashOf } from '@shaotai/shared/domain/picture-hash.ts'
import { applyFrames, emptyPicture } from '@shaotai/shared/domain/picture.ts'
import { audienceKey } from '@shaotai/shared/domain/redact.ts'
import { describe, expect, it } from 'vitest'
import { toFrame } from '../../server/event-log/to-frame.ts'
import { checkAtRest, checkScreens } from '../../trust/check-screens.ts'
import { checkLog, checkOperations, toOperations } from '../../trust/checker.ts'
import { EPOCH, history, WALL, type History } from '../../trust/history-example.ts'
import { checkRefusals } from '../../trust/kill-judge.ts'
import type { Line } from '../../trust/ledger.ts'

function rulesOf({ lines, dump, journal }: History): string[] {
  const hashes = new Map([
    [
      audienceKey(WALL),
      hashOf(
        applyFrames(
          emptyPicture(EPOCH),
          [
            toFrame(
              history().dump.log.map(({ event }) => event),
              WALL,
            ),
          ],
          WALL,
        ),
      ),
    ],
  ])
  return [
    ...new Set(
      [
        ...checkOperations(toOperations(lines), dump),
        ...checkLog(dump),
        ...checkScreens([journal], dump),
        ...checkAtRest([journal], dump, hashes),
      ].map(({ rule }) => rule),
    ),
  ]
}
const lineOf = (it: History, op: string, is: Line['is']) =>
  it.lines.findIndex((line) => line.op === op && line.is === is)

it('a history without a fault breaks nothing', () => expect(rulesOf(history())).toEqual([]))

describe('each promise has a history that breaks it', () => {
  const broken: [rule: string, how: string, change: (it: History) => void][] = [
    [
      'I1 lost',
      'an acknowledged event is not in the log',
      ({ dump }) => {
        dump.log[11]!.mark = null
      },
    ],
    [
      'I1 lost',
      'an acknowledged event has another seq',
      (it) => {
        Object.assign(it.lines[lineOf(it, 'op-12', 'ok')]!, {
          answer: { caseId: it.dump.log[11]!.caseId, seq: 11, version: 2 },
        })
      },
    ],
    [
      'I1 lost',
      'its key is not kept',
      ({ dump }) => {
        dump.keys.pop()
      },
    ],
    [
      'I1 lost',
      'a repeated sending got another answer',
      (it) => {
        it.lines.push({
          at: 99,
          op: 'op-1',
          is: 'ok',
          answer: { caseId: it.dump.log[2]!.caseId, seq: 3, version: 1 },
        })
      },
    ],
    [
      'I1 I5 doubled',
      'one operation made two events',
      ({ dump }) => {
        dump.log[4]!.mark = 'op-1'
      },
    ],
    [
      'I1 torn unit',
      'half of a unit is there',
      (it) => {
        it.lines.splice(lineOf(it, 'op-12', 'ok'), 1)
        it.dump.log[11]!.mark = null
      },
    ],
    [
      'I1 stray key',
      'a key is kept and its event is not',
      ({ dump }) => {
        dump.keys.push({ source: 'hotline', key: 'x', caseId: 'nobody', version: 1 })
      },
    ],
    [
      'I2 gap',
      'a seq is missing',
      ({ dump }) => {
        dump.log.splice(5, 1)
      },
    ],
    [
      'I2 gap',
      'the head is not the last event',
      ({ dump }) => {
        dump.head = 13
      },
    ],
    [
      'I6 refused but there',
      'a refused operation is in the log',
      (it) => {
        const i = lineOf(it, 'op-11', 'ok')
        it.lines[i] = { at: 1, op: 'op-11', is: 'fail', code: 'version_conflict' }
      },
    ],
    [
      'I7 order',
      'what was sent later stands before',
      (it) => {
        for (const line of it.lines) if (line.op === 'op-1') line.at += 500
      },
    ],
    [
      'I8 version',
      'a command won against another version than it expected',
      (it) => {
        for (const line of it.lines) if (line.is === 'invoke' && line.op === 'op-2') line.want.expected = 4
      },
    ],
    [
      'I8 versions',
      'a case skips a version',
      ({ dump }) => {
        dump.log[1]!.version = 3
      },
    ],
    [
      'I8 versions',
      'a case stands elsewhere than its log',
      ({ dump }) => {
        dump.cases[0]!.version = 1
      },
    ],
    [
      'I10 audit',
      'an event has no audit line',
      ({ dump }) => {
        dump.audits.pop()
      },
    ],
    [
      'I10 audit',
      'an event has two audit lines',
      ({ dump }) => {
        dump.audits.push(3)
      },
    ],
    [
      'numbers',
      'two cases have one number',
      ({ dump }) => {
        dump.cases[1]!.no = 'GD-1'
      },
    ],
    [
      'I3 gap',
      'a screen goes on too late',
      ({ journal }) => {
        journal.applied[1]!.from = 5
      },
    ],
    [
      'I3 missing',
      'a screen was not told of an event it may see',
      ({ journal }) => {
        journal.applied[1]!.events.splice(1, 1)
      },
    ],
    [
      'I3 doubled',
      'a screen was told twice',
      ({ journal }) => {
        const { events } = journal.applied[2]!
        events.push(events[0]!)
      },
    ],
    [
      'I3 regress',
      'a screen goes back',
      ({ journal }) => {
        journal.applied.push({ ...journal.applied[0]! })
      },
    ],
    [
      'I3 at rest',
      'a screen stays behind',
      ({ journal }) => {
        journal.applied.pop()
      },
    ],
    [
      'I4 hash',
      'a picture is not the fold of the log',
      ({ journal }) => {
        journal.applied[0]!.hash = 'f'.repeat(32)
      },
    ],
    [
      'I4 at rest',
      'the last picture is not the projection',
      ({ journal }) => {
        journal.applied[2]!.hash = 'f'.repeat(32)
      },
    ],
    [
      'I9 vanished',
      'a screen showed what the log has not',
      ({ dump }) => {
        dump.log.splice(10)
        dump.head = 10
      },
    ],
    [
      'I9 other',
      'a screen showed another event under this seq',
      ({ journal }) => {
        journal.applied[1]!.events[1]!.version = 9
      },
    ],
    [
      'R2 shown',
      'a wall was given a secret case',
      ({ journal }) => {
        journal.applied[1]!.events.unshift({ seq: 5, caseId: 'x', version: 1, type: 'case.reported' })
      },
    ],
    [
      'H3 resume',
      'a screen that missed little got a snapshot',
      ({ journal }) => {
        Object.assign(journal.applied[1]!, { replaced: true, from: 0, events: [] })
      },
    ],
    [
      'L3 epoch',
      'a screen stands in another epoch',
      ({ journal }) => {
        journal.applied[2]!.epoch = 'other'
      },
    ],
    [
      'B4 divergence',
      'a screen’s check did not fit',
      ({ journal }) => {
        journal.divergences = 1
      },
    ],
  ]
  for (const [rule, how, change] of broken) {
    it(`${rule}: ${how}`, () => {
      const it = history()
      change(it)
      expect(rulesOf(it)).toContain(rule)
    })
  }
  it('refused: a legal step was refused though nobody else took it', () => {
    const { lines, dump } = history()
    const refuse = (expected: number, code: string) => {
      const want = { source: 'c', key: 'k', mark: 'op-99', caseId: dump.log[0]!.caseId, expected, unit: null }
      const more: Line[] = [
        { at: 99, op: 'op-99', is: 'invoke', attempt: 1, want },
        { at: 99, op: 'op-99', is: 'fail', code },
      ]
      return checkRefusals(toOperations([...lines, ...more]), dump)
    }
    expect(refuse(1, 'version_conflict')).toEqual([])
    expect(refuse(2, 'version_conflict')).toHaveLength(1)
    expect(refuse(1, 'illegal_step')).toHaveLength(1)
  })
})
