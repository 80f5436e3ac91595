/**
 * `npm run trust:night`: every run of the trust goal sheet with its full counts, one after the other, and a
 * summary that says for each what was tried, what failed, the seed, and what the count does and does not
 * prove: no failure in N trials bounds the failure probability at 3/N (95 %).
 *
 *   npm run trust:night -- [--only kill] [--seed 7] [--kills 200] [--defect-seeds 20]
 */
import { parseArgs } from 'node:util'
import { NIGHT_RUNS, type NightResult } from './night-runs.ts'
import { seedFrom } from './random.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    seed: { type: 'string' },
    kills: { type: 'string', default: '30' },
    'defect-seeds': { type: 'string', default: '5' },
  },
})
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(143)) // ends what runs below
const seed = seedFrom(values.seed ?? process.env['SEED'])
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const results: NightResult[] = []
for (const { name, run } of NIGHT_RUNS) {
  if (values.only && !name.includes(values.only)) continue
  say(`\n${name}, seed ${seed}`)
  const begun = performance.now()
  const counts = { seed, kills: Number(values.kills), defectSeeds: Number(values['defect-seeds']) }
  // A run that breaks off has failed; the others still have their turn.
  const result = await run({ ...counts, say }).catch((fault: unknown) => ({
    trials: 0,
    of: 'trials',
    failures: [String((fault as Error).stack ?? fault)],
    facts: [],
  }))
  const told = { ...result, name, seconds: Math.round((performance.now() - begun) / 1_000) }
  results.push(told)
  tell(told) // at once: a night that is broken off has shown what was done
}

say(`\nseed ${seed}`)
for (const it of results) say(headOf(it))
const isGreen =
  results.length > 0 && results.every(({ failures, trials }) => failures.length === 0 && trials > 0)
process.exit(isGreen ? 0 : 1)

function tell(it: NightResult): void {
  say(headOf(it))
  for (const fact of it.facts) say(`        ${fact}`)
  for (const failure of it.failures) say(`      - ${failure}`)
}
function headOf({ name, trials, of, failures, seconds }: NightResult): string {
  const bound = failures.length === 0 && trials > 0 ? `; ≤ ${percent(3 / trials)} failing at 95 %` : ''
  return `${failures.length === 0 ? 'green' : 'RED  '} ${name}: ${failures.length} of ${trials} ${of} failed${bound} (${seconds} s)`
}
function percent(share: number): string {
  return `${(Math.min(1, share) * 100).toPrecision(2)} %`
}
