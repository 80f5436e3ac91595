import type { Problem } from '@shaotai/shared/contract/problem.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keepEntries, keptEntries } from './kept.ts'
import {
  ASKS_AFTER_MS,
  DONE_SHOWN_MS,
  EMPTY,
  isCancellable,
  isOpenEntry,
  step,
  type Act,
  type Input,
  type Outbox,
} from './outbox.ts'

const problem = (code: Problem['code']): Problem => ({ type: '', title: '', status: 409, detail: '', code })
const act = (n: number, over: Partial<Act> = {}): Act => ({
  commandId: `c${n}`,
  caseId: `case${n}`,
  caseNo: `GD${n}`,
  expectedVersion: 1,
  body: { type: 'urge' },
  ...over,
})
/** Inputs one after another at one time; what was sent on the way, in order. */
function run(inputs: readonly Input[], from = EMPTY, now = 0): { state: Outbox; sent: string[] } {
  const sent: string[] = []
  let state = from
  for (const input of inputs) {
    const next = step(state, input, now)
    if (next.send) sent.push(next.send.commandId)
    ;({ state } = next)
  }
  return { state, sent }
}
const up: Input = { is: 'link', isUp: true }
const down: Input = { is: 'link', isUp: false }
const stages = ({ entries }: Outbox) => entries.map(({ stage }) => stage)

describe('an outbox', () => {
  it('keeps what is decided while the link is down, and sends it in order when it stands', () => {
    const kept = run([
      { is: 'act', act: act(1) },
      { is: 'act', act: act(2) },
    ])
    expect([stages(kept.state), kept.sent]).toEqual([['kept', 'kept'], []])
    const first = run([up], kept.state)
    expect([stages(first.state), first.sent]).toEqual([['sent', 'kept'], ['c1']])
    const second = run([{ is: 'answered', commandId: 'c1', answer: { seq: 7, version: 2 } }], first.state)
    expect([stages(second.state), second.sent]).toEqual([['acknowledged', 'sent'], ['c2']])
  })
  it('is not done before the picture holds it', () => {
    const { state } = run([
      up,
      { is: 'act', act: act(1) },
      { is: 'answered', commandId: 'c1', answer: { seq: 7, version: 2 } },
    ])
    expect(stages(run([{ is: 'picture', seq: 6 }], state).state)).toEqual(['acknowledged'])
    const done = run([{ is: 'picture', seq: 7 }], state).state
    expect(stages(done)).toEqual(['done'])
    expect(run([{ is: 'clock' }], done, DONE_SHOWN_MS).state.entries).toEqual([])
  })
  it('sends again under the same id what was not answered, and does not let it be cancelled', () => {
    const { state, sent } = run([up, { is: 'act', act: act(1) }, down, { is: 'cancel', commandId: 'c1' }, up])
    expect([stages(state), sent]).toEqual([['sent'], ['c1', 'c1']])
  })
  it('asks before it sends what was kept for long, and goes on with the others', () => {
    const { state } = run([{ is: 'act', act: act(1) }])
    const late = run([{ is: 'act', act: act(2) }, up], state, ASKS_AFTER_MS + 1)
    expect([stages(late.state), late.sent]).toEqual([['asking', 'sent'], ['c2']])
    const answered = run(
      [
        { is: 'answered', commandId: 'c2', answer: { seq: 1, version: 2 } },
        { is: 'confirm', commandId: 'c1' },
      ],
      late.state,
      ASKS_AFTER_MS + 2,
    )
    expect(answered.sent).toEqual(['c1'])
  })
  it('C2 tells a conflict from a refusal, and tries again only where nothing was decided', () => {
    const { state } = run([up, { is: 'act', act: act(1) }])
    const refused = (code: Problem['code']) =>
      run([{ is: 'refused', commandId: 'c1', problem: problem(code) }], state).state
    expect(stages(refused('version_conflict'))).toEqual(['conflict'])
    expect(stages(refused('not_your_role'))).toEqual(['refused'])
    const busy = refused('busy')
    expect(stages(busy)).toEqual(['sent'])
    expect(run([{ is: 'clock' }], busy, 1_000).sent).toEqual([])
    expect(run([{ is: 'clock' }], busy, 2_000).sent).toEqual(['c1'])
  })
  it('takes one action a case at a time; what ended badly gives way to a new decision', () => {
    const { state } = run([up, { is: 'act', act: act(1) }])
    const again: Input = { is: 'act', act: act(2, { caseId: 'case1' }) }
    expect(run([again], state).state.entries).toHaveLength(1)
    const conflict = run(
      [{ is: 'refused', commandId: 'c1', problem: problem('version_conflict') }, again],
      state,
    ).state
    expect(conflict.entries.map((it) => [it.commandId, it.stage])).toEqual([['c2', 'sent']])
  })
  it('of a batch that is given up, only what was told to nobody goes', () => {
    const { state } = run([
      up,
      { is: 'act', act: act(1, { batch: 'b' }) },
      { is: 'act', act: act(2, { batch: 'b' }) },
      { is: 'act', act: act(3) },
      { is: 'dropBatch', batch: 'b' },
    ])
    expect(state.entries.map(({ commandId }) => commandId)).toEqual(['c1', 'c3'])
  })
  it('what is left of a batch whose panel is gone is told by itself, and goes when it was seen', () => {
    const batch: Input[] = [1, 2].map((n) => ({ is: 'act', act: act(n, { batch: 'b' }) }))
    const batches = ({ entries }: Outbox) => entries.map((it) => it.batch)
    const closed = run([up, ...batch, { is: 'dropBatch', batch: 'b' }]).state
    expect(batches(closed)).toEqual([undefined])
    const { state } = run([up, ...batch])
    const put = run([{ is: 'partBatch', batch: 'b' }], state).state
    expect([stages(put), batches(put)]).toEqual([stages(state), [undefined, undefined]])
    const done = run([{ is: 'answered', commandId: 'c1', answer: { seq: 0, version: 2 } }], put).state
    expect(stages(run([{ is: 'clock' }], done, DONE_SHOWN_MS).state)).toEqual(['sent'])
    const kept = new Map<string, string>()
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, text: string) => void kept.set(key, text),
      removeItem: (key: string) => void kept.delete(key),
    }
    keepEntries(storage, 'ann', state.entries)
    expect(keptEntries(storage, 'ann').map((it) => it.batch)).toEqual([undefined, undefined])
  })
  it('another person’s is not read from the storage, nor what is broken', () => {
    const kept = new Map<string, string>()
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, text: string) => void kept.set(key, text),
      removeItem: (key: string) => void kept.delete(key),
    }
    const { state } = run([{ is: 'act', act: act(1) }])
    keepEntries(storage, 'ann', state.entries)
    expect(keptEntries(storage, 'ann')).toEqual(state.entries)
    expect(keptEntries(storage, 'bob')).toEqual([])
    for (const [key] of kept) kept.set(key, '{')
    expect(keptEntries(storage, 'ann')).toEqual([])
    keepEntries(storage, 'ann', [])
    expect(kept.size).toBe(0)
  })
})

/**
 * A server on a line that loses, delays and reorders: what arrives is decided once an id, by version; what it answers may
 * be lost as well.
 */
class Line {
  readonly versions = new Map<string, number>()
  readonly decided = new Map<string, { seq: number; version: number }>()
  readonly arrived: string[] = []
  seq = 0
  /** On their way there, on their way back. */
  readonly there: { act: Act; link: number }[] = []
  readonly back: { input: Input; link: number }[] = []

  handle({ act: it, link }: { act: Act; link: number }): void {
    this.arrived.push(it.commandId)
    const now = this.versions.get(it.caseId) ?? 1
    const before = this.decided.get(it.commandId)
    if (before)
      return void this.back.push({ input: { is: 'answered', commandId: it.commandId, answer: before }, link })
    if (now !== it.expectedVersion)
      return void this.back.push({
        input: { is: 'refused', commandId: it.commandId, problem: problem('version_conflict') },
        link,
      })
    const answer = { seq: (this.seq += 1), version: now + 1 }
    this.versions.set(it.caseId, now + 1)
    this.decided.set(it.commandId, answer)
    this.back.push({ input: { is: 'answered', commandId: it.commandId, answer }, link })
  }
}
const CASES = 4
const event = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('act' as const), n: fc.nat(CASES - 1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cancel' as const), n: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('confirm' as const), n: fc.nat(20) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('cut' as const, 'mend' as const), n: fc.constant(0) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('arrive' as const, 'answer' as const, 'lose' as const, 'picture' as const),
      n: fc.nat(20),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('rival' as const, 'reload' as const), n: fc.nat(CASES - 1) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), n: fc.nat(240_000) }) },
)

describe('an outbox on any line', () => {
  it('each action happens once or its person is told, none after it was cancelled, none while the link is down', () => {
    let [happened, cancelledOnes, lost] = [0, 0, 0]
    fc.assert(
      fc.property(fc.array(event, { minLength: 20, maxLength: 120 }), (events) => {
        const line = new Line()
        let [state, now, link] = [EMPTY, 1, 0]
        const told = new Map<string, string>()
        const cancelled = new Set<string>()
        const decided: string[] = []
        const take = (input: Input): void => {
          const next = step(state, input, now)
          ;({ state } = next)
          for (const it of state.entries) told.set(it.commandId, it.stage)
          if (!next.send) return
          expect(state.isUp).toBe(true)
          expect(cancelled.has(next.send.commandId)).toBe(false)
          line.there.push({ act: next.send, link })
        }
        const pick = <T>(list: T[], n: number): T | undefined => list[n % Math.max(1, list.length)]
        const pull = <T>(list: T[], n: number): T | undefined =>
          list.splice(n % Math.max(1, list.length), 1)[0]
        const arrive = (n: number) => {
          const it = pull(line.there, n)
          if (it) line.handle(it)
        }
        const answer = (n: number) => {
          const it = pull(line.back, n)
          // Answers come on the link that asked; of a dead one only its end is heard.
          if (it)
            take(
              it.link === link || it.input.is !== 'answered'
                ? it.input
                : { is: 'unanswered', commandId: it.input.commandId },
            )
        }
        take(up)
        for (const { do: what, n } of events) {
          if (what === 'act') {
            const it = act(decided.length, {
              caseId: `case${n}`,
              expectedVersion: line.versions.get(`case${n}`) ?? 1,
            })
            const before = state.entries.length
            take({ is: 'act', act: it })
            if (state.entries.some(({ commandId }) => commandId === it.commandId)) decided.push(it.commandId)
            else expect(state.entries).toHaveLength(before)
          } else if (what === 'cancel') {
            const it = pick([...state.entries], n)
            if (it && isCancellable(it)) cancelled.add(it.commandId)
            if (it) take({ is: 'cancel', commandId: it.commandId })
          } else if (what === 'confirm') {
            const it = pick([...state.entries], n)
            if (it) take({ is: 'confirm', commandId: it.commandId })
          } else if (what === 'cut') {
            take(down)
            link += 1
          } else if (what === 'mend') take(up)
          else if (what === 'arrive') arrive(n)
          else if (what === 'answer') answer(n)
          else if (what === 'lose') {
            const it = pull(line.there, n)
            if (it) {
              lost += 1
              take({ is: 'unanswered', commandId: it.act.commandId })
            }
          } else if (what === 'picture') take({ is: 'picture', seq: Math.min(line.seq, n) })
          else if (what === 'rival') line.versions.set(`case${n}`, (line.versions.get(`case${n}`) ?? 1) + 1)
          else if (what === 'reload') {
            const kept = state.entries.filter(({ stage }) => stage !== 'done')
            state = { ...EMPTY, entries: kept.map((it) => ({ ...it, inFlight: false })) }
            link += 1
            take(up)
          } else {
            now += n
            take({ is: 'clock' })
          }
        }
        // In the end the line stands, everybody is asked, and everything comes through.
        take(up)
        for (let i = 0; i < 400 && state.entries.some(isOpenEntry); i += 1) {
          now += 1_000
          for (const it of state.entries)
            if (it.stage === 'asking') take({ is: 'confirm', commandId: it.commandId })
          while (line.there.length > 0) arrive(0)
          while (line.back.length > 0) answer(0)
          take({ is: 'picture', seq: line.seq })
          take({ is: 'clock' })
        }
        for (const id of decided) {
          if (cancelled.has(id)) {
            expect(line.arrived).not.toContain(id)
            cancelledOnes += 1
          } else if (line.decided.has(id)) {
            expect(told.get(id)).toBe('done')
            happened += 1
          } else expect(told.get(id)).toMatch(/conflict|refused/)
        }
      }),
      { numRuns: 300 },
    )
    // A walk that never met these would prove nothing.
    expect(Math.min(happened, cancelledOnes, lost)).toBeGreaterThan(100)
  })
})
