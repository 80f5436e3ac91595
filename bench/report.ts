/** What a part of the bench found, as lines of one table. Prints nothing that was not measured. */
import type { Spread } from './statistics.ts'

export interface Result {
  part: string
  what: string
  /** As measured, with its spread. */
  figure: string
  /** The figure that was promised and whether it was reached; absent: for information. */
  target?: { text: string; isMet: boolean }
}
/** Tells each result as soon as it is there: what fails later does not take it back. */
export type Part = (options: PartOptions) => Promise<void>

export interface PartOptions {
  /** Short runs, to see that everything works: figures of no worth. */
  quick: boolean
  /** Part d: how long a wall is watched. */
  minutes: number
  /** Parts d, f, h, i: `plain` or `WebGL` only; null: one after the other. */
  map: string | null
  profileDir: string | null
  tell: (...results: Result[]) => void
  /** Progress, for the person who waits. */
  say: (line: string) => void
}

/** A ratio of rounds that were run side by side, against its promise. */
export function ratio(
  part: string,
  what: string,
  spread: Spread,
  target: { atLeast: number } | { atMost: number },
): Result {
  const [text, isMet] =
    'atLeast' in target
      ? [`≥ ${target.atLeast}`, spread.median >= target.atLeast]
      : [`≤ ${target.atMost}`, spread.median <= target.atMost]
  return { part, what, figure: showSpread(spread), target: { text, isMet } }
}

export const showSpread = ({ median, low, high, rounds }: Spread, unit = ''): string =>
  `${digits(median)}${unit} (${digits(low)}–${digits(high)}, ${rounds} rounds)`

/** Three figures are more than such a measurement bears. */
export const digits = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))

export function table(results: readonly Result[]): string {
  const rows = results.map(({ part, what, figure, target }) => [
    part,
    what,
    figure,
    target?.text ?? '',
    target ? (target.isMet ? 'met' : '**not met**') : '',
  ])
  return [['', 'what', 'measured', 'promised', ''], ['-', '-', '-', '-', '-'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}
