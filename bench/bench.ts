/**
 * `npm run bench [-- a b c d e f g h i] [--quick] [--minutes N] [--map plain|WebGL] [--profile DIR]`: measures what docs/benchmarks.md
 * promises, part by part, and prints one table. Ends with 0 when everything asked for was measured, whatever
 * the figures say, and with 1 when a part could not be.
 */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { deskStorm } from './desk-storm.ts'
import { fanOut } from './fan-out.ts'
import { ingest } from './ingest.ts'
import { joining } from './joining.ts'
import { kpi } from './kpi.ts'
import { lookups } from './lookups.ts'
import { closeStages } from './stage.ts'
import { wallCost } from './wall-cost.ts'
import { wallHeap } from './wall-heap.ts'
import { wallOpening } from './wall-opening.ts'
import { table, type Part, type Result } from './report.ts'

const PARTS: Record<string, Part> = {
  a: ingest,
  b: fanOut,
  c: joining,
  d: wallHeap,
  e: kpi,
  f: wallCost,
  g: lookups,
  h: wallOpening,
  i: deskStorm,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean' },
    minutes: { type: 'string' },
    map: { type: 'string' },
    profile: { type: 'string' },
  },
})
const asked = positionals.length > 0 ? positionals : Object.keys(PARTS)
const quick = values.quick ?? false
const results: Result[] = []
const failed: string[] = []
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    failed.push(`stopped by ${signal}: what is in the table was measured`)
    void closeStages().finally(end)
  })
}

for (const name of asked) {
  const part = PARTS[name]
  if (!part) {
    failed.push(`there is no part ${name}; there are ${Object.keys(PARTS).join(' ')}`)
    continue
  }
  try {
    const minutes = Number(values.minutes ?? (quick ? 2 : 20))
    const say = (line: string): void => void process.stderr.write(`${line}\n`)
    const tell = (...told: Result[]): void => void results.push(...told)
    await part({ quick, minutes, map: values.map ?? null, profileDir: values.profile ?? null, say, tell })
  } catch (fault) {
    failed.push(`part ${name} could not be measured: ${(fault as Error).stack ?? String(fault)}`)
  }
}

end()

function end(): never {
  const [cpu] = cpus()
  console.log(
    `\n${new Date().toISOString()} · ${cpus().length} × ${cpu?.model ?? 'unknown CPU'} · Node ${process.version}${quick ? ' · --quick: too short to be believed' : ''}\n`,
  )
  console.log(table(results))
  for (const it of failed) console.error(`\n${it}`)
  process.exit(failed.length > 0 ? 1 : 0)
}
