/**
 * The kill run: the server is killed with SIGKILL again and again, while it is first made, while it starts
 * and while it serves; drivers send reports and commands through it all, screens look on and resume, and a
 * saboteur ends backends in the middle of an append. Then everything comes to rest and is judged.
 *
 *   node trust/kill.ts --kills 30 [--seed 7] [--root <a copy of the project>] [--json report.json] [--keep]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { runChapter, type ChapterReport, type RunSize } from './kill-chapter.ts'
import { planKills } from './kill-plan.ts'
import { openRandom, seedFrom } from './random.ts'
import type { Violation } from './checker.ts'

export interface KillOptions extends RunSize {
  seed: number
  kills: number
  perChapter: number
  serviceMs: number
  /** Whether starts are killed too. */
  starts: boolean
  /** The project whose server is killed. */
  root: string
  /** Keep the ledgers and journals of a green run too. */
  keep: boolean
  say: (line: string) => void
}
export interface KillReport {
  seed: number
  kills: number
  /** Kills by how far the server had come. */
  stages: Record<string, number>
  kinds: Record<string, number>
  startKills: number
  asked: number
  acknowledged: number
  unknown: number
  cut: number
  repeated: number
  requests: number
  several: number
  refused: Record<string, number>
  events: number
  resumed: number
  snapshots: number
  screens: number
  compared: number
  pictures: number
  backendsEnded: number
  recoveryMs: number[]
  seconds: number
  violations: Violation[]
  /** Where the histories are, if they were kept. */
  history: string | null
}

/** What `npm test` runs. */
export const SMALLEST = {
  kills: 6,
  perChapter: 6,
  serviceMs: 2_500,
  starts: true,
  screens: 20,
  eventsPerSecond: 100,
  patience: 0.06,
  lastServiceMs: 1_500,
  settleMs: 20_000,
  mostOwnEnds: 2,
}
/** A part of it, which every seeded defect turns red already: only kills in service, and what fails is not long waited for. */
export const FOR_A_DEFECT = {
  ...SMALLEST,
  kills: 2,
  serviceMs: 1_000,
  starts: false,
  settleMs: 6_000,
  mostOwnEnds: 1,
}
/** What the issue asks for. */
export const FULL = {
  kills: 30,
  perChapter: 10,
  serviceMs: 6_000,
  starts: true,
  screens: 20,
  eventsPerSecond: 100,
  patience: 0.2,
  lastServiceMs: 33_000, // long enough for a running check (B4)
  settleMs: 20_000,
  mostOwnEnds: 2,
}

export async function runKills(options: KillOptions): Promise<KillReport> {
  const begun = performance.now()
  const random = openRandom(options.seed)
  const home = mkdtempSync(join(tmpdir(), 'shaotai-kill-'))
  const plan = planKills(random.fork('plan'), { ...options, everything: process.platform === 'linux' })
  const chapters: ChapterReport[] = []
  for (const [i, chapter] of plan.entries()) {
    const report = await runChapter({
      ...options,
      chapter,
      random: random.fork(`chapter ${i}`),
      home: join(home, `chapter-${i + 1}`),
    })
    chapters.push(report)
    options.say(`chapter ${i + 1} of ${plan.length}: ${sayChapter(report)}`)
  }
  const sum = (of: (it: ChapterReport) => number): number => chapters.reduce((total, it) => total + of(it), 0)
  const tally = (all: string[]): Record<string, number> =>
    Object.fromEntries([...Map.groupBy(all, (it) => it)].map(([name, its]) => [name, its.length]))
  const kills = chapters.flatMap((it) => it.kills)
  const violations = chapters.flatMap((it) => it.violations)
  const mayGo = violations.length === 0 && !options.keep
  if (mayGo) rmSync(home, { recursive: true, force: true })
  return {
    seed: options.seed,
    kills: kills.length,
    stages: tally(kills.map(({ stage }) => stage)),
    kinds: tally(kills.map(({ kind }) => kind)),
    startKills: kills.filter(({ stage }) => stage !== 'serving').length,
    asked: sum((it) => it.load.asked),
    acknowledged: sum((it) => it.load.acknowledged),
    unknown: sum((it) => it.load.unknown),
    cut: sum((it) => it.load.cut),
    repeated: sum((it) => it.load.repeated),
    requests: sum((it) => it.load.requests),
    several: sum((it) => it.load.several),
    refused: tally(
      chapters.flatMap((it) =>
        Object.entries(it.load.refused).flatMap(([code, n]) => Array<string>(n).fill(code)),
      ),
    ),
    events: sum((it) => it.events),
    resumed: sum((it) => it.resumed),
    snapshots: sum((it) => it.snapshots),
    screens: options.screens,
    compared: sum((it) => it.compared),
    pictures: sum((it) => it.pictures),
    backendsEnded: sum((it) => it.backendsEnded),
    recoveryMs: chapters.flatMap((it) => it.recoveryMs).map(Math.round),
    seconds: Math.round((performance.now() - begun) / 100) / 10,
    violations,
    history: mayGo ? null : home,
  }
}

const sayChapter = ({ kills, load, resumed, violations }: ChapterReport): string =>
  `${kills.length} kills (${kills.map(({ stage }) => stage).join(', ')}), ${load.acknowledged} acknowledged, ${resumed} resumed, ${violations.length} violations`

/** A run that had too little to go wrong proves nothing: what it must at least have seen. */
export function thinFor(report: KillReport): string[] {
  const thin: string[] = []
  const least = (what: string, is: number, must: number): void =>
    void (is < must && thin.push(`${what}: ${is}, at least ${must} are needed`))
  least('kills during a start', report.startKills, Math.ceil(report.kills / 3))
  least('kills while serving', report.kills - report.startKills, Math.floor(report.kills / 3))
  const serving = report.kills - report.startKills
  // A kill in two of three waits for half of the screens and a second's worth of events.
  least('acknowledged events', report.acknowledged, 60 * serving)
  least(
    'resumed screens',
    report.resumed,
    Math.floor(report.screens / 2) * Math.max(1, Math.floor(serving / 2)),
  )
  least('answers lost on the way', report.cut, serving)
  least('backends ended', report.backendsEnded, 1)
  return thin
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      kills: { type: 'string' },
      root: { type: 'string' },
      json: { type: 'string' },
      smallest: { type: 'boolean', default: false },
      'for-a-defect': { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      tied: { type: 'boolean', default: false },
    },
  })
  // The server that is being killed must not outlive who kills it.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(143))
  if (values.tied) process.stdin.resume().on('end', () => process.exit(143))
  const seed = seedFrom(values.seed ?? process.env['SEED'])
  const size = values['for-a-defect'] ? FOR_A_DEFECT : values.smallest ? SMALLEST : FULL
  process.stderr.write(`kill run, seed ${seed}\n`)
  const report = await runKills({
    ...size,
    kills: values.kills === undefined ? size.kills : Number(values.kills),
    seed,
    root: resolve(values.root ?? join(import.meta.dirname, '..')),
    keep: values.keep,
    say: (line) => process.stderr.write(`${line}\n`),
  })
  const thin = thinFor(report)
  const text = JSON.stringify({ ...report, thin }, null, 2)
  if (values.json) writeFileSync(values.json, text)
  process.stdout.write(`${text}\n`)
  process.exit(report.violations.length > 0 || thin.length > 0 ? 1 : 0)
}

if (import.meta.main) await main()
