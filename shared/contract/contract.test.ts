import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AUDIENCES, worlds } from '../test/worlds.ts'
import { hashOf } from '../domain/picture-hash.ts'
import { DONE_KEPT, pictureOf } from '../domain/picture.ts'
import { redactCase } from '../domain/redact.ts'
import { isOpen, LIFECYCLES } from '../domain/lifecycle.ts'
import { PROTOCOL_VERSION } from './protocol-version.ts'
import { PROBLEM_CODES, toProblem } from './problem.ts'
import { decodeSnapshot, encodeSnapshot } from './snapshot.ts'
import { SOCKET_CONTRACT } from './socket.ts'

/** The wire contract's hash for each protocol version that was ever released. */
const HASHES: Record<number, string> = {
  1: 'daa0e4b748f02a22',
  2: 'de184620ae518a7a',
  3: 'ce5342c1dfacce0b',
  4: '8601692d8b51df38',
}

/** Everything that both sides must read alike: the frames, the rules by which they are folded, the snapshot's form. */
const WIRE = [SOCKET_CONTRACT, DONE_KEPT, LIFECYCLES, encodeSnapshot(pictureOf('epoch', 0, [], []))]

describe('the contract', () => {
  it('H2 changes only together with the protocol version', () => {
    const hash = createHash('sha256').update(JSON.stringify(WIRE)).digest('hex').slice(0, 16)
    expect(
      hash,
      `The wire contract changed. Screens of the old build would misread it: raise PROTOCOL_VERSION and add { ${PROTOCOL_VERSION + 1}: '${hash}' } here.`,
    ).toBe(HASHES[PROTOCOL_VERSION])
  })

  it('C4 gives every code a sentence and a status, in both languages', () => {
    for (const code of PROBLEM_CODES) {
      for (const language of ['en', 'zh-CN'] as const) {
        const problem = toProblem(code, language)
        expect(problem.detail.length).toBeGreaterThan(8)
        expect(problem.status).toBeGreaterThanOrEqual(400)
        expect(problem.title.length).toBeLessThanOrEqual(problem.detail.length)
      }
      expect(toProblem(code, 'zh-CN').detail).toMatch(/\p{Script=Han}/u)
    }
  })
})

describe('the snapshot', () => {
  it('H5 comes back as it went, for every audience', () => {
    fc.assert(
      fc.property(worlds(80), ({ cases }) => {
        for (const audience of AUDIENCES) {
          const seen = [...cases.values()].flatMap((it) => redactCase(it, audience) ?? [])
          const picture = pictureOf(
            'epoch',
            99,
            seen.filter(isOpen),
            seen.filter((it) => !isOpen(it)),
          )
          const back = decodeSnapshot(encodeSnapshot(picture))
          expect(hashOf(back)).toBe(hashOf(picture))
          expect(back.done).toEqual(picture.done)
          expect([back.epoch, back.seq]).toEqual(['epoch', 99])
        }
      }),
      { numRuns: 60 },
    )
  })

  it('refuses a text whose columns do not agree', () => {
    const whole = JSON.parse(encodeSnapshot(pictureOf('e', 1, [], []))) as {
      columns: Record<string, unknown[]>
    }
    whole.columns['no'] = ['x']
    expect(() => decodeSnapshot(JSON.stringify(whole))).toThrow('column no')
  })
})
