/**
 * Random walks over the lives of a case, as a program of its own, so that it also runs from a copy with a defect:
 *
 *   node trust/walks.ts [--walks 100000] [--seed 7] [--json report.json]
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { walk } from '../shared/test/walks.ts'
import { isMain } from './link-outcome.ts'
import { openRandom, seedFrom } from './random.ts'

/** The smallest run that sees every seeded defect (walk-defects.ts) with each of the seeds it was tried with. */
export const SMALLEST_WALKS = 2_000
export const FULL_WALKS = 100_000

if (isMain(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      walks: { type: 'string', default: String(SMALLEST_WALKS) },
      seed: { type: 'string' },
      json: { type: 'string' },
    },
  })
  const seed = seedFrom(values.seed ?? process.env['SEED'])
  const report = walk(openRandom(seed).next, Number(values.walks))
  if (values.json) writeFileSync(values.json, JSON.stringify({ seed, ...report }))
  else process.stdout.write(`${JSON.stringify({ seed, ...report }, null, 2)}\n`)
  process.exitCode = report.violations.length > 0 ? 1 : 0
}
