import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Value } from 'typebox/value'
import { AUDIENCES, aReport, idOf, NOW, worlds, type World } from '../test/worlds.ts'
import { CaseViewSchema, type CaseFile, type CaseView } from './case-file.ts'
import { evolve } from './evolve.ts'
import { decideReport } from './decide.ts'
import { withPath } from './events.ts'
import { hashOf } from './picture-hash.ts'
import {
  applyFrames,
  emptyPicture,
  isWhole,
  pictureOf,
  DONE_KEPT,
  type Frame,
  type Picture,
} from './picture.ts'
import { isOpen } from './lifecycle.ts'
import {
  audienceKey,
  redactCase,
  redactEvent,
  WireEventSchema,
  type Audience,
  type WireEvent,
} from './redact.ts'

/** One frame an event: the plainest way an audience can be told. */
export const framesOf = ({ log }: World, audience: Audience): Frame[] =>
  log.map((event): Frame => {
    const wire = redactEvent(event, audience)
    return wire
      ? { from: event.seq, to: event.seq, events: [wire] }
      : { from: event.seq, to: event.seq, events: [], skips: [[event.seq, event.seq]] }
  })

/** What the database would answer: the cases as they are, redacted. */
const directly = ({ log, cases }: World, audience: Audience): Picture => {
  const seen = [...cases.values()].flatMap((it) => redactCase(it, audience) ?? [])
  // A done case keeps its place when it is rated, archived or looked back at.
  const doneAt = new Map<string, number>()
  const standing = new Map<string, CaseFile>()
  for (const event of log) {
    const before = standing.get(event.caseId) ?? null
    const after = evolve(before, event)
    standing.set(event.caseId, after)
    if (!isOpen(after) && (!before || isOpen(before))) doneAt.set(event.caseId, event.seq)
  }
  const done = seen.filter((it) => !isOpen(it)).toSorted((a, b) => doneAt.get(a.id)! - doneAt.get(b.id)!)
  return pictureOf('e', log.length, seen.filter(isOpen), done)
}

describe('redaction', () => {
  it('B4 folding what an audience is told gives what it may see, for every audience', () => {
    fc.assert(
      fc.property(worlds(), (world) => {
        for (const audience of AUDIENCES) {
          const folded = applyFrames(emptyPicture('e'), framesOf(world, audience), audience)
          const direct = directly(world, audience)
          expect([...folded.cases.keys()].toSorted()).toEqual([...direct.cases.keys()].toSorted())
          expect(hashOf(folded)).toBe(hashOf(direct))
          expect(folded.done).toEqual(direct.done)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('R2 lets through closed shapes only, and F7 covers every seq', () => {
    fc.assert(
      fc.property(worlds(60), (world) => {
        for (const audience of AUDIENCES) {
          for (const frame of framesOf(world, audience)) {
            expect(isWhole(frame)).toBe(true)
            for (const event of frame.events) expect(Value.Check(WireEventSchema, event)).toBe(true)
          }
          for (const it of world.cases.values()) {
            const view = redactCase(it, audience)
            if (view) expect(Value.Check(CaseViewSchema, view)).toBe(true)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('shows a dispute on a wall without place, department or source, whatever its class', () => {
    for (const sensitivity of ['public', 'internal', 'sensitive'] as const) {
      const born = decideReport(idOf(1), aReport({ kind: 'dispute', sensitivity, department: 'D01' }), null, {
        actor: { id: 'k', role: 'ingest', department: null, history: false },
        now: NOW,
      })
      if (!born.ok) throw new Error('refused')
      const onWall = redactCase(born.state, { profile: 'wall', department: null, cleared: false })
      expect(onWall).toMatchObject({ kind: 'dispute', lng: null, lat: null, department: null, source: null })
    }
  })

  it('hides secret cases from everybody but a cleared desk, and sensitive ones from a lobby', () => {
    fc.assert(
      fc.property(worlds(60), ({ cases }) => {
        for (const audience of AUDIENCES) {
          for (const it of cases.values()) {
            if (it.sensitivity === 'secret' && !audience.cleared) expect(redactCase(it, audience)).toBeNull()
            if (it.sensitivity === 'sensitive' && audience.profile === 'lobby')
              expect(redactCase(it, audience)).toBeNull()
          }
        }
      }),
      { numRuns: 30 },
    )
  })

  it('F7 an audience of areas is told of cases that lie in them, and a case without a place is none of theirs', () => {
    fc.assert(
      fc.property(worlds(60), (world) => {
        for (const audience of AUDIENCES.filter(({ areas }) => areas)) {
          for (const event of world.log) {
            const { areaPath } = world.cases.get(event.caseId)!
            const lies = areaPath.some((code) => audience.areas!.includes(code))
            if (!lies) expect(redactEvent(event, audience)).toBeNull()
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('F7 events of before, which did not say where, are told the same once their case’s areas are added', () => {
    fc.assert(
      fc.property(worlds(60), (world) => {
        const old = world.log.map((event) => {
          const scope = { ...event.scope }
          delete scope.areaPath
          return { ...event, scope }
        })
        const read = old.map((event) => ({
          ...withPath(event, world.cases.get(event.caseId)!.areaPath),
          seq: event.seq,
          recordedAt: event.recordedAt,
        }))
        for (const audience of AUDIENCES) {
          expect(framesOf({ ...world, log: read }, audience)).toEqual(framesOf(world, audience))
          // Not yet added: nobody who is bound to areas learns of them.
          if (audience.areas) expect(old.every((event) => redactEvent(event, audience) === null)).toBe(true)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('F7 tells both sides of a reassignment, and the loser lets the case go', () => {
    fc.assert(
      fc.property(worlds(), (world) => {
        for (const event of world.log.filter(
          (it) => it.type === 'case.reassigned' && it.scope.sensitivity !== 'secret',
        )) {
          for (const department of [event.scope.from!, event.scope.department!]) {
            expect(redactEvent(event, { profile: 'desk', department, cleared: false })).not.toBeNull()
          }
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('the picture', () => {
  const audience = AUDIENCES[4]!

  it('F2 drops what it already has, however frames overlap', () => {
    fc.assert(
      fc.property(worlds(60), fc.array(fc.nat(60), { maxLength: 8 }), (world, replays) => {
        const frames = framesOf(world, audience)
        const once = applyFrames(emptyPicture('e'), frames, audience)
        let again = once
        for (const i of replays) again = applyFrames(again, frames.slice(0, i), audience)
        expect(hashOf(again)).toBe(hashOf(once))
      }),
      { numRuns: 60 },
    )
  })

  it('F3 refuses a frame that does not continue it', () => {
    const picture = emptyPicture('e', 5)
    expect(() => applyFrames(picture, [{ from: 7, to: 7, events: [], skips: [[7, 7]] }], audience)).toThrow(
      'does not continue 5',
    )
  })

  it('never changes an older picture', () => {
    fc.assert(
      fc.property(worlds(60), (world) => {
        const frames = framesOf(world, audience)
        const half = applyFrames(emptyPicture('e'), frames.slice(0, frames.length / 2), audience)
        const before = hashOf(half)
        applyFrames(half, frames, audience)
        expect(hashOf(half)).toBe(before)
      }),
      { numRuns: 30 },
    )
  })

  it('B5 holds every open case and the last 500 done, by the order of the log', () => {
    const frames: Frame[] = []
    for (let n = 1; n <= DONE_KEPT + 20; n += 1) {
      const born = decideReport(idOf(n), aReport(), NOW - n * 1_000, {
        actor: { id: 'k', role: 'ingest', department: null, history: true },
        now: NOW,
      })
      if (!born.ok) throw new Error('refused')
      const view = redactCase(born.state, audience)!
      frames.push({
        from: 2 * n - 1,
        to: 2 * n,
        events: [
          { seq: 2 * n - 1, caseId: view.id, version: 1, type: 'case.reported', at: NOW, case: view },
          { seq: 2 * n, caseId: view.id, version: 2, type: 'case.closed_external', at: NOW - n },
        ],
      })
    }
    const picture = applyFrames(emptyPicture('e'), frames, audience)
    expect(picture.cases.size).toBe(DONE_KEPT)
    expect(picture.done[0]).toBe(idOf(21))
    expect(picture.done.at(-1)).toBe(idOf(DONE_KEPT + 20))
  })

  it('B5 a done case that is reopened lets the next older one back in, as the database would answer', () => {
    const most = 40
    const closings = fc.array(fc.nat(DONE_KEPT + most - 1), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: most }), closings, (more, reopened) => {
        let picture = emptyPicture('e')
        const doneAt = new Map<string, number>()
        const states = new Map<string, CaseView>()
        const untold: WireEvent[] = []
        const show = (): void => {
          const events = untold.splice(0)
          picture = applyFrames(
            picture,
            [{ from: picture.seq + 1, to: events.at(-1)!.seq, events }],
            audience,
          )
        }
        const tell = (event: Omit<WireEvent, 'seq'>): void => {
          const seq = picture.seq + untold.length + 1
          untold.push({ ...event, seq })
          const after = evolve(states.get(event.caseId) ?? null, event)
          states.set(event.caseId, after)
          if (isOpen(after)) doneAt.delete(event.caseId)
          else doneAt.set(event.caseId, seq)
        }
        for (let n = 1; n <= DONE_KEPT + more; n += 1) {
          const born = decideReport(idOf(n), aReport({ department: 'D01' }), NOW, {
            actor: { id: 'k', role: 'ingest', department: null, history: true },
            now: NOW,
          })
          if (!born.ok) throw new Error('refused')
          const view = redactCase(born.state, audience)!
          tell({ caseId: view.id, version: 1, type: 'case.reported', at: NOW, case: view })
          tell({ caseId: view.id, version: 2, type: 'case.closed_external', at: NOW })
        }
        show()
        for (const [i, n] of reopened.entries()) {
          const it = states.get(idOf((n % (DONE_KEPT + more)) + 1))!
          if (isOpen(it))
            tell({ caseId: it.id, version: it.version + 1, type: 'case.closed_external', at: NOW })
          else {
            const event = {
              caseId: it.id,
              version: it.version + 1,
              type: 'case.reopened' as const,
              at: NOW + i,
              department: 'D01',
            }
            tell({ ...event, case: evolve(it, event) })
          }
          show()
          const byPlace = [...doneAt].toSorted(([, a], [, b]) => a - b).map(([id]) => states.get(id)!)
          const direct = pictureOf('e', picture.seq, [...states.values()].filter(isOpen), byPlace)
          expect(hashOf(picture)).toBe(hashOf(direct))
          expect(picture.done).toEqual(direct.done)
        }
      }),
      { numRuns: 8 },
    )
  }, 30_000)

  it('knows a frame with a hole, a doubled seq or a wrong skip', () => {
    const event = (seq: number) => ({
      seq,
      caseId: idOf(1),
      version: 1,
      type: 'case.accepted' as const,
      at: NOW,
    })
    expect(isWhole({ from: 1, to: 3, events: [event(1), event(3)], skips: [[2, 2]] })).toBe(true)
    expect(isWhole({ from: 1, to: 3, events: [event(1), event(3)] })).toBe(false)
    expect(isWhole({ from: 1, to: 2, events: [event(1), event(1)] })).toBe(false)
    expect(isWhole({ from: 1, to: 2, events: [event(1)], skips: [[2, 3]] })).toBe(false)
  })
})

it('audiences with other areas have other keys, also where a code has a colon in it', () => {
  const of = (...areas: string[]): string =>
    audienceKey({ profile: 'desk', department: null, cleared: false, areas })
  expect(new Set([of('a', 'b'), of('a:b'), of('a'), of()]).size).toBe(4)
})
