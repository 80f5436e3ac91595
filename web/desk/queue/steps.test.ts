/** How much work a desk of ten thousand cases does at a time, and for how little it does it again: counted, never timed. */
import { emptyPicture, pictureOf } from '@shaotai/shared/domain/picture.ts'
import { hashingAhead, hashOf } from '@shaotai/shared/domain/picture-hash.ts'
import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import { decodeSnapshot, decodingSnapshot, encodeSnapshot } from '@shaotai/shared/contract/snapshot.ts'
import { describe, expect, it } from 'vitest'
import type { Reader } from '../../case/reader.ts'
import { inSteps } from '../../live/in-steps.ts'
import { NOW } from '../../wall/testing/full-inputs.ts'
import { deskCases } from '../testing/desk-cases.ts'
import { openEntries, type Entry } from './entries.ts'
import type { Filter } from './facets.ts'
import { openKeptRows } from './kept-rows.ts'
import { queueing, queueOf } from './queue.ts'
import type { Row } from './row.ts'
import { tabsFor } from './tabs.ts'

const TABS = tabsFor('dispatcher')
const ALL: Filter = { tab: 'all', picks: {} }
const many = deskCases(10_000)
const entries = openEntries((area) => area)
entries.replace(many)
while (entries.weigh({ now: NOW, calendar: null }, () => false));

/** What it comes to, and how often it could have rested. */
function stepped<T>(work: Generator<void, T>): { value: T; rests: number } {
  for (let rests = 0; ; rests += 1) {
    const { done, value } = work.next()
    if (done) return { value, rests }
  }
}
/** The same cases under other objects, so that nothing is remembered of them. */
const fresh = () => {
  const its = [...many.values()].slice(0, 3_000).map((it) => ({ ...it }))
  return pictureOf('epoch', 7, its.filter(isOpen), its.filter((it) => !isOpen(it)).slice(0, 300))
}

describe('what looks at all of ten thousand', () => {
  it('a count rests every few hundred cases, and comes to what it comes to in one go', () => {
    const { value, rests } = stepped(queueing(entries.all.values(), ALL, TABS))
    expect(rests).toBeGreaterThanOrEqual(entries.all.size / 300)
    expect(value).toEqual(queueOf(entries.all.values(), ALL, TABS))
  })
  it('a count tells of the cases as they were when it began, each once', () => {
    const own = openEntries((area) => area)
    own.replace(deskCases(900))
    while (own.weigh({ now: NOW, calendar: null }, () => false));
    const before = queueOf(own.all.values(), ALL, TABS)
    const counting = queueing(own.all.values(), ALL, TABS)
    counting.next()
    const [id, it] = [...deskCases(1)][0]!
    own.follow([id], new Map(), NOW)
    own.follow([id], new Map([[id, it]]), NOW)
    expect(stepped(counting).value.ids).toEqual(before.ids)
  })
  it('a snapshot is read a few rows at a time, into the picture it is in one go', () => {
    const text = encodeSnapshot(fresh())
    const { value, rests } = stepped(decodingSnapshot(text, 200))
    // Between two pieces, and not after the last.
    expect(rests).toBeGreaterThanOrEqual(Math.floor(value.cases.size / 201))
    const once = decodeSnapshot(text)
    expect(hashOf(value)).toBe(hashOf(once))
    expect({ ...value, cases: [...value.cases.keys()] }).toEqual({ ...once, cases: [...once.cases.keys()] })
  })
  it('B4 the first check finds every case looked at already, and the hash is the one of nothing looked at', () => {
    const [ahead, plain] = [fresh(), fresh()]
    const { rests } = stepped(hashingAhead(ahead, 32))
    expect(rests).toBeGreaterThanOrEqual(ahead.cases.size / 33)
    expect(hashOf(ahead)).toBe(hashOf(plain))
    expect(hashOf(emptyPicture('epoch'))).not.toBe(hashOf(plain))
  })
})

describe('what fifty events a second cost', () => {
  it('a done case that leaves unsaid is found among the done ones; the open ones are not looked at', () => {
    const own = openEntries((area) => area)
    own.replace(many)
    const next = new Map(many)
    const gone = [...many.values()].find((it) => !isOpen(it))!
    next.delete(gone.id)
    let looked = 0
    const watched = new Proxy(next, {
      get: (target, name) => {
        const it = Reflect.get(target, name) as unknown
        if (name === 'has' || name === 'get') looked += 1
        return typeof it === 'function' ? it.bind(target) : it
      },
    })
    own.follow([[...many.keys()][3]!], watched, NOW)
    expect(own.all.has(gone.id)).toBe(false)
    expect(own.all.size).toBe(next.size)
    expect(looked).toBeLessThan(many.size / 4)
  })
  it('of the rows in sight only those of changed cases are told again, and what says the same is the same row', () => {
    const kept = openKeptRows()
    const reader = {} as Reader
    let told: string[] = []
    const seen = [...entries.all.values()].slice(0, 30)
    const tell = (its: readonly Entry[], by: Reader): Row[] => {
      told = []
      return kept.round(by, () =>
        its.map((entry) =>
          kept.of(entry, () => {
            told.push(entry.it.id)
            return { id: entry.it.id, aloud: entry.it.no, kind: entry.it.kind } as Row
          }),
        ),
      )
    }
    const first = tell(seen, reader)
    expect(told).toHaveLength(30)
    const changed = seen.map((it, i) => (i === 4 ? { ...it, it: { ...it.it, no: 'another' } } : it))
    const second = tell(changed, reader)
    expect(told).toEqual([seen[4]!.it.id])
    expect(second.filter((it, i) => it !== first[i])).toEqual([second[4]])
    // Time went on: all are told, and none says anything else.
    const third = tell(changed, { ...reader })
    expect(told).toHaveLength(30)
    expect(third.every((it, i) => it === second[i])).toBe(true)
  })
})

describe('long work in steps', () => {
  function* three(): Generator<void, string> {
    yield
    yield
    return 'done'
  }
  it('comes to its answer, is given up between two steps, and fails with its own fault', async () => {
    expect(await inSteps(three(), { stepMs: 0, pauseMs: 0 })).toBe('done')
    expect(await inSteps(three(), { stepMs: 0, pauseMs: 1 }, () => true)).toBeNull()
    // oxlint-disable-next-line require-yield -- it fails before it would
    const failing = (function* (): Generator<void, never> {
      throw new Error('cannot be read')
    })()
    await expect(inSteps(failing, { stepMs: 1, pauseMs: 0 })).rejects.toThrow('cannot be read')
  })
})
