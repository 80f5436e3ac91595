/**
 * Each defect against the run that `npm test` has for it, with several seeds: how often it turns red, and by what.
 *
 *   node trust/defects/prove.ts [--seeds 20] [--only bigserial] [--from 1]
 */
import { parseArgs } from 'node:util'
import { DEFECTS } from './defects.ts'
import { redAsExpected, runKillProcess } from './run.ts'

export interface Proof {
  defect: string
  trials: number
  red: number
  seconds: number
  by: Record<string, number>
  missedSeeds: number[]
}

export async function prove(
  seeds: number[],
  only: string | undefined,
  say: (line: string) => void,
): Promise<Proof[]> {
  const proofs: Proof[] = []
  for (const defect of DEFECTS.filter(({ name }) => !only || name.includes(only))) {
    const proof: Proof = { defect: defect.name, trials: 0, red: 0, seconds: 0, by: {}, missedSeeds: [] }
    for (const seed of seeds) {
      const report = await runKillProcess(['--for-a-defect', '--seed', String(seed)], defect)
      const rules = redAsExpected(defect, report)
      proof.trials += 1
      proof.seconds += report.seconds
      if (rules.length > 0) proof.red += 1
      else proof.missedSeeds.push(seed)
      for (const rule of rules) proof.by[rule] = (proof.by[rule] ?? 0) + 1
      say(
        `${defect.name}, seed ${seed}: ${rules.length > 0 ? `red by ${rules.join(', ')}` : 'NOT RED'}, ${report.seconds} s`,
      )
      if (rules.length === 0) say(`  ${JSON.stringify({ ...report, recoveryMs: undefined })}`)
    }
    say(`${defect.name}: red in ${proof.red} of ${proof.trials}`)
    proofs.push(proof)
  }
  return proofs
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '20' },
      only: { type: 'string' },
      from: { type: 'string', default: '1' },
    },
  })
  const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => Number(values.from) + i)
  const proofs = await prove(seeds, values.only, (line) => process.stdout.write(`${line}\n`))
  process.exitCode = proofs.every(({ red, trials }) => red === trials) ? 0 : 1
}
