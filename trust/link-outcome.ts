/** How a part of a night's run tells what it found: trials, failures, figures, the seed, and honest statistics. */
import { pathToFileURL } from 'node:url'

export interface Outcome {
  name: string
  trials: number
  /** A sentence each; empty when every trial held. */
  failures: string[]
  figures: Record<string, number>
}

export function tell(seed: number, ...outcomes: Outcome[]): void {
  for (const { name, trials, failures, figures } of outcomes) {
    const bound =
      failures.length === 0
        ? `, so at most ${Number(Math.min(100, 300 / trials).toPrecision(2))} % of such trials fail (95 %)`
        : ''
    process.stdout.write(`${name}: ${failures.length} failures in ${trials} trials${bound}; SEED=${seed}\n`)
    process.stdout.write(
      `  ${Object.entries(figures)
        .map(([what, n]) => `${what} ${n}`)
        .join(', ')}\n`,
    )
    for (const failure of failures) process.stdout.write(`  FAILED: ${failure}\n`)
    if (failures.length > 0) process.exitCode = 1
  }
}

export const isMain = (url: string): boolean => url === pathToFileURL(process.argv[1] ?? '').href

/** Nearest-rank; for the figures that are told. */
export const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * q) - 1)] ?? Number.NaN
