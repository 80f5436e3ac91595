/**
 * What became of every row: new, there already, refused, left out by the mapping. One byte a row, so that a case
 * whose report and closing are answered far apart is still counted once.
 */
export type Outcome = 'fresh' | 'present' | 'refused' | 'leftOut'

const BIT: Record<Outcome, number> = { fresh: 1, present: 2, refused: 4, leftOut: 8 }
/** The first that applies: a row that was refused in part is refused, a row with anything new is new. */
const ORDER: Outcome[] = ['leftOut', 'refused', 'fresh', 'present']

export class Tally {
  readonly rows: number
  readonly counts: Record<Outcome, number> = { fresh: 0, present: 0, refused: 0, leftOut: 0 }
  readonly #states: Uint8Array

  constructor(rows: number) {
    this.rows = rows
    this.#states = new Uint8Array(rows)
  }

  note(row: number, outcome: Outcome): void {
    const before = this.of(row)
    this.#states[row]! |= BIT[outcome]
    const after = this.of(row)
    if (before === after) return
    if (before) this.counts[before] -= 1
    if (after) this.counts[after] += 1
  }

  /** Undefined until something is known. */
  of(row: number): Outcome | undefined {
    const state = this.#states[row]!
    return ORDER.find((outcome) => (state & BIT[outcome]) !== 0)
  }

  /** Rows of which at least one step is answered or refused. */
  get known(): number {
    const { fresh, present, refused, leftOut } = this.counts
    return fresh + present + refused + leftOut
  }
}
