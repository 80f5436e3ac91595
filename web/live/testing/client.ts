/** Runs the sync machine in a test: keeps its state, its clock and everything it asked for. */
import type { Picture } from '@shaotai/shared/domain/picture.ts'
import { openSync, step, type Step } from '../sync.ts'
import type { Asks, Effect, Input, SyncState } from '../sync-state.ts'

export class TestClient {
  state: SyncState
  now = 0
  random = 0.5
  effects: Effect[]
  published: Picture | null = null

  constructor(asks: Asks = { audience: 'wall' }) {
    const first = openSync(asks, this)
    this.state = first.state
    this.effects = first.effects
  }

  take(input: Input): Effect[] {
    return this.absorb(step(this.state, input, this))
  }

  /** Lets time go by as connect.ts would. */
  wait(ms: number): Effect[] {
    const seen: Effect[] = []
    for (const end = this.now + ms; this.now < end;) {
      this.now = Math.min(this.now + 500, end)
      seen.push(...this.take({ is: 'clock' }))
    }
    return seen
  }

  did<K extends Effect['do']>(what: K, among = this.effects): Extract<Effect, { do: K }>[] {
    return among.filter((it): it is Extract<Effect, { do: K }> => it.do === what)
  }

  private absorb({ state, effects }: Step): Effect[] {
    this.state = state
    this.effects.push(...effects)
    for (const effect of effects) if (effect.do === 'publish') this.published = effect.picture
    return effects
  }
}
