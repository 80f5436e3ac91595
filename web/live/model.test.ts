/**
 * The sync machine against a server made of a log and a bad line: frames are lost, doubled and reordered,
 * connections break, the store is restored under a new epoch. Whatever happened, once the line is good the
 * picture is the fold of the redacted log.
 */
import { hashOf } from '@shaotai/shared/domain/picture-hash.ts'
import type { Audience } from '@shaotai/shared/domain/redact.ts'
import type { Frame } from '@shaotai/shared/domain/picture.ts'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Effect, Input } from './sync-state.ts'
import { TestClient } from './testing/client.ts'
import { PARKS_DESK, TestLog, WALL } from './testing/log.ts'

type Fault = 'none' | 'drop' | 'double' | 'swap' | 'hole'
type Move =
  | { is: 'grow'; choices: number[]; fault: Fault }
  | { is: 'cut' }
  | { is: 'wait'; ms: number }
  | { is: 'tick' }
  | { is: 'check' }
  | { is: 'answer' }
  | { is: 'render' }
  | { is: 'restore'; to: number }

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      is: fc.constant('grow' as const),
      choices: fc.array(fc.nat(1_000), { minLength: 1, maxLength: 6 }),
      fault: fc.constantFrom<Fault>('none', 'none', 'none', 'drop', 'double', 'swap', 'hole'),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ is: 'answer' as const }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom({ is: 'render' as const }, { is: 'tick' as const }, { is: 'check' as const }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constant('wait' as const), ms: fc.integer({ min: 500, max: 20_000 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ is: 'cut' as const }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('restore' as const), to: fc.nat(60) }) },
)

/** A server for one client: it answers late, and its line does what it is told. */
class World {
  readonly log = new TestLog()
  readonly client: TestClient
  readonly audience: Audience
  private open = false
  private sent = 0
  private late: Frame | null = null
  private asked: { id: number; epoch?: string | undefined; seq?: number | undefined } | null = null

  constructor(audience: Audience, random: number) {
    this.audience = audience
    this.client = new TestClient({ audience: audience.profile })
    this.client.random = random
    this.serve(this.client.effects)
  }

  /** The client's wishes are met, except that hello waits for `answer`. */
  private serve(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.do === 'connect') {
        this.open = true
        this.take({ is: 'connected' })
      } else if (effect.do === 'disconnect') {
        this.open = false
        this.asked = null
        this.late = null
      } else if (effect.do === 'hello') {
        this.asked = { id: effect.id, epoch: effect.hello.epoch, seq: effect.hello.seq }
      }
    }
  }
  take(input: Input): void {
    this.serve(this.client.take(input))
  }

  make({ ...next }: Move): void {
    const { log, client } = this
    if (next.is === 'grow') return this.grow(next.choices, next.fault)
    if (next.is === 'answer') return this.answer()
    if (next.is === 'render') return this.take({ is: 'rendered' })
    if (next.is === 'wait') return this.serve(client.wait(next.ms))
    if (next.is === 'restore') {
      log.restore(next.to)
      this.cut()
    }
    if (next.is === 'cut') return this.cut()
    if (!this.open) return
    if (next.is === 'tick') this.take({ is: 'tick', tick: { head: log.head, serverAt: 0 } })
    if (next.is === 'check')
      this.take({
        is: 'check',
        check: { seq: this.sent, hash: hashOf(log.picture(this.audience, this.sent)) },
      })
  }

  private cut(): void {
    if (this.open) this.take({ is: 'disconnected' })
    this.open = false
  }

  private grow(choices: number[], fault: Fault): void {
    const from = this.log.head + 1
    for (const choice of choices) this.log.grow(choice)
    if (this.log.head >= from) this.send(this.log.frame(from, this.log.head, this.audience), fault)
  }

  private send(frame: Frame, fault: Fault): void {
    // Like a real broadcast: frames go to those who said hello, from where their answer ended.
    if (!this.open || this.sent + 1 !== frame.from) return
    this.sent = frame.to
    if (fault === 'drop') return
    if (fault === 'swap') return void (this.late = frame)
    const hole = { ...frame, events: frame.events.slice(1) }
    this.take({ is: 'frame', frame: fault === 'hole' ? hole : frame })
    if (fault === 'double') this.take({ is: 'frame', frame })
    if (this.late) this.take({ is: 'frame', frame: this.late })
    this.late = null
  }

  private answer(): void {
    const { log, asked, audience } = this
    if (!asked) return
    this.asked = null
    this.sent = log.head
    const fits = asked.epoch === log.epoch && asked.seq !== undefined && asked.seq <= log.head
    const frames = fits && asked.seq! < log.head ? [log.frame(asked.seq! + 1, log.head, audience)] : []
    const answer = fits
      ? { mode: 'delta' as const, epoch: log.epoch, seq: log.head, audience, frames }
      : { mode: 'snapshot' as const, picture: log.picture(audience), audience }
    this.take({ is: 'answer', hello: asked.id, answer })
  }

  /** From here on the line is good: time passes, hellos are answered, ticks come. */
  heal(): void {
    for (let i = 0; i < 60; i += 1) {
      this.serve(this.client.wait(500))
      this.answer()
      if (i % 10 === 0 && this.open) this.take({ is: 'tick', tick: { head: this.log.head, serverAt: 0 } })
    }
    this.take({ is: 'rendered' })
  }
}

it('F1–F7, H3, L3 after any faults, a good line ends in the picture that the log says', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(WALL, PARKS_DESK),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.array(move, { maxLength: 60 }),
      (audience, random, moves) => {
        const world = new World(audience, random)
        for (const next of moves) world.make(next)
        world.heal()
        const { client, log } = world
        expect(client.state.link).toBe('live')
        expect(client.state.stale).toBeNull()
        expect(client.published).toMatchObject({ epoch: log.epoch, seq: log.head })
        expect(hashOf(client.published!)).toBe(hashOf(log.picture(audience)))
        // Checks came in the midst of all this, and a right server must never be called wrong.
        expect(client.state.divergences).toBe(0)
      },
    ),
    { numRuns: 300 },
  )
})
