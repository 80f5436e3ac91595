/** The list of what a night runs, in order. A new kind of run adds its entry here and is then in the summary. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { attack, factsOf, faultsOf, FULL_ATTACK, SMALLEST_ATTACK } from './attack.ts'
import { nightRestores } from './backup-night.ts'
import { DESK_DEFECTS } from '../e2e/desks/defects.ts'
import { ATTACK_DEFECTS, attackDefective } from './defects/attack-defects.ts'
import { prove } from './defects/prove.ts'
import { runDueKills } from './due-kill.ts'
import { FULL, runKills, thinFor } from './kill.ts'
import { nightLinks } from './link-night.ts'
import type { Outcome as LinkOutcome } from './link-outcome.ts'
import { nightStale } from './stale-night.ts'
import { nightWalkDefects, nightWalks } from './walk-night.ts'

export interface NightOptions {
  seed: number
  kills: number
  /** Seeds each seeded defect is tried with. */
  defectSeeds: number
  say: (line: string) => void
}
export interface Outcome {
  trials: number
  /** What was counted. */
  of: string
  /** A line each; empty is green. */
  failures: string[]
  /** What a reader wants to know of a green run. */
  facts: string[]
}
export type NightResult = Outcome & { name: string; seconds: number }
export interface NightRun {
  name: string
  run: (options: NightOptions) => Promise<Outcome>
}

const kills: NightRun = {
  name: 'kill: SIGKILL of the server under 100 events/s and before 20 screens (A1 A3 A5 A6)',
  run: async ({ seed, kills, say }) => {
    const report = await runKills({
      ...FULL,
      kills,
      seed,
      root: join(import.meta.dirname, '..'),
      keep: false,
      say,
    })
    const recovery = report.recoveryMs.toSorted((a, b) => a - b)
    const tell = (counts: Record<string, number>): string =>
      Object.entries(counts)
        .map(([what, n]) => `${n} ${what}`)
        .join(', ')
    return {
      trials: report.kills,
      of: 'kills',
      failures: [
        ...report.violations.map(({ rule, what }) => `${rule}: ${what}`),
        ...thinFor(report).map((what) => `too little happened to prove anything: ${what}`),
        ...(report.compared === 0 ? ['no screen was given a running check (B4)'] : []),
        ...(report.history ? [`histories are in ${report.history}`] : []),
      ],
      facts: [
        `killed while ${tell(report.stages)}; ${tell(report.kinds)}`,
        `${report.acknowledged} events acknowledged of ${report.asked} asked, ${report.cut} answers lost on the way, ${report.repeated} sent again`,
        `${report.resumed} resumes of ${report.screens} screens, ${report.snapshots} snapshots, ${report.pictures} pictures and ${report.compared} running checks compared`,
        `${report.backendsEnded} backends ended in the middle of an append; recovery median ${recovery[recovery.length >> 1]} ms, longest ${recovery.at(-1)} ms`,
      ],
    }
  },
}

const defects: NightRun = {
  name: 'kill: every seeded defect turns a part of the smallest run red (T1)',
  run: async ({ seed, defectSeeds, say }) => {
    const seeds = Array.from({ length: defectSeeds }, (_, i) => (seed + i) >>> 0)
    const proofs = await prove(seeds, undefined, say)
    return {
      trials: proofs.reduce((sum, { trials }) => sum + trials, 0),
      of: 'runs with a defect',
      failures: proofs.flatMap(({ defect, missedSeeds }) =>
        missedSeeds.map((it) => `${defect} was not seen with seed ${it}`),
      ),
      facts: proofs.map(
        ({ defect, red, trials, by }) =>
          `${defect}: red in ${red} of ${trials}, by ${Object.keys(by).join(', ')}`,
      ),
    }
  },
}

/** The link runs count several things at once; a night's summary has one line for all of them. */
const told = (of: string, outcomes: LinkOutcome[]): Outcome => ({
  trials: outcomes.reduce((sum, { trials }) => sum + trials, 0),
  of,
  failures: outcomes.flatMap(({ name, failures }) => failures.map((it) => `${name}: ${it}`)),
  facts: outcomes.map(
    ({ name, trials, figures }) =>
      `${name}, ${trials} trials: ${Object.entries(figures)
        .map(([what, n]) => `${what} ${n}`)
        .join(', ')}`,
  ),
})

const links: NightRun = {
  name: 'link: disconnects of every kind under 100 events/s and before 100 screens (B1 F2 F3 H3)',
  run: async ({ seed }) => told('disconnects', [await nightLinks(seed)]),
}
const stale: NightRun = {
  name: 'stale: frozen server and database, dead tail, half-open links, lost hints (B1 B2 B3 L4)',
  run: async ({ seed }) => told('faults and checks', await nightStale(seed)),
}
const restores: NightRun = {
  name: 'backup: taken under load, restored, before 50 screens that are ahead (E4 B8)',
  run: async ({ seed }) => told('restores', [await nightRestores(seed)]),
}

const deadlines: NightRun = {
  name: 'deadlines: SIGKILLs around due times, every deadline event exactly once',
  run: async ({ seed }) => {
    const report = await runDueKills({ root: join(import.meta.dirname, '..'), seed, kills: 20, cases: 200 })
    return {
      trials: report.kills,
      of: 'kills',
      failures: report.faults,
      facts: [
        `${report.events} deadline events of 200 cases, ${report.late} told after a kill had delayed them`,
      ],
    }
  },
}

const races: NightRun = {
  name: 'races: 200 rounds of 20 simultaneous reassignments, 1,000 cases at once (C2)',
  run: async () => {
    const { code, said } = await inChildProcess(
      ['node_modules/vitest/vitest.mjs', 'run', '--project', 'server', 'server/cases/races.test.ts'],
      { RACE_ROUNDS: '200', RACE_CASES: '1000' },
    )
    return {
      trials: 200,
      of: 'rounds',
      failures: code === 0 ? [] : [said.slice(-2_000)],
      facts:
        code === 0
          ? ['exactly one winner in each round, every loser told what won; all of 1,000 cases at once taken']
          : [],
    }
  },
}

const revocation: NightRun = {
  name: 'revocation: 200 rights taken, connected and reconnecting, over two servers (F4)',
  run: async () => {
    const { code, said } = await inChildProcess(
      ['node_modules/vitest/vitest.mjs', 'run', '--project', 'server', 'server/realtime/revocation.test.ts'],
      { REVOCATIONS: '200' },
    )
    const times = /revocation: (.+)/.exec(said)?.[1]
    return {
      trials: 200,
      of: 'revocations',
      failures: code === 0 && times ? [] : [said.slice(-2_000)],
      facts: code === 0 && times ? [`refused and cut on both servers: ${times}`] : [],
    }
  },
}

const guessing: NightRun = {
  name: 'guessing: how long a sign-in takes for a known name, an unknown and a disabled one (F11)',
  run: async () => {
    const { code, said } = await inChildProcess(
      ['node_modules/vitest/vitest.mjs', 'run', '--project', 'server', 'server/directory/guessing.test.ts'],
      { SIGN_IN_PAIRS: '1000' },
    )
    const times = /sign-in: (.+)/.exec(said)?.[1]
    return {
      trials: 1_000,
      of: 'triples of sign-ins',
      failures: code === 0 && times ? [] : [said.slice(-2_000)],
      facts: code === 0 && times ? [times] : [],
    }
  },
}

const ledger: NightRun = {
  name: 'ledger: ninety days of all lives, every figure against its second count, the backlog conserved (K24)',
  run: async ({ seed }) => {
    const questions = 20
    const { code, said } = await inChildProcess(
      ['node_modules/vitest/vitest.mjs', 'run', '--project', 'server', 'server/kpi/demo-days.test.ts'],
      { LEDGER_DAYS: '90', LEDGER_QUESTIONS: String(questions), SEED: String(seed) },
    )
    return {
      trials: questions,
      of: 'questions',
      failures: code === 0 ? [] : [said.slice(-2_000)],
      facts:
        code === 0
          ? ['every figure of every question equal, backlog and net flow conserved at 32 instants']
          : [],
    }
  },
}

const figures: NightRun = {
  name: 'figures: 200 random questions to a random district, every figure equal to its second count (K24)',
  run: async ({ seed }) => {
    const questions = 200
    const { code, said } = await inChildProcess(
      ['node_modules/vitest/vitest.mjs', 'run', '--project', 'server', 'server/kpi/oracle.test.ts'],
      { QUESTIONS: String(questions), SEED: String(seed) },
    )
    return {
      trials: questions,
      of: 'questions',
      failures: code === 0 ? [] : [said.slice(-2_000)],
      facts: [],
    }
  },
}

const desks: NightRun = {
  name: 'desks: 100 conflicting reassignments and 50 cut links over 8 desks in a browser (C2 C3)',
  run: async ({ seed }) => {
    const [conflicts, cuts] = [100, 50]
    const { code, said } = await inChildProcess(
      ['node_modules/vitest/vitest.mjs', 'run', '--project', 'e2e', 'e2e/desks.test.ts'],
      { DESK_CONFLICTS: String(conflicts), DESK_CUTS: String(cuts), DESKS: '8', SEED: String(seed) },
    )
    const facts = [...said.matchAll(/desks: (.+)/g)].map(([, fact]) => fact!)
    return {
      trials: conflicts + cuts,
      of: 'conflicts and cuts',
      failures: code === 0 ? [] : [said.slice(-2_000)],
      facts,
    }
  },
}

const deskDefects: NightRun = {
  name: 'desks: every seeded defect is seen (T1)',
  run: async ({ seed }) => {
    const failures: string[] = []
    for (const [name, { expectedRed }] of Object.entries(DESK_DEFECTS)) {
      const { said } = await inChildProcess(
        ['node_modules/vitest/vitest.mjs', 'run', '--project', 'e2e', 'e2e/desks.test.ts'],
        { DESK_DEFECT: name, DESK_CONFLICTS: '5', DESK_CUTS: '5', DESKS: '4', SEED: String(seed) },
      )
      if (!expectedRed.test(said)) failures.push(`"${name}" was not seen: ${said.slice(-1_000)}`)
    }
    return { trials: Object.keys(DESK_DEFECTS).length, of: 'defects', failures, facts: [] }
  },
}

const audit: NightRun = {
  name: 'audit: 200 random tampers of the trail, all found; views and rows one to one (F12)',
  run: async ({ seed }) => {
    const tampers = 200
    const { code, said } = await inChildProcess(
      ['node_modules/vitest/vitest.mjs', 'run', '--project', 'server', 'server/audit'],
      { AUDIT_TAMPERS: String(tampers), SEED: String(seed) },
    )
    return {
      trials: tampers,
      of: 'tampers',
      failures: code === 0 ? [] : [said.slice(-2_000)],
      facts:
        code === 0
          ? ['each told; the trail whole before and after; every view of a random run has its row']
          : [],
    }
  },
}

const erasure: NightRun = {
  name: 'audit: 1,000 people erased from files, write-ahead log, dump and logs; chain and replay whole (F16)',
  run: async () => {
    const people = 1_000
    const { code, said } = await inChildProcess(
      [
        'node_modules/vitest/vitest.mjs',
        'run',
        '--project',
        'server',
        'server/erasure',
        '--testTimeout=600000',
        '--hookTimeout=600000',
      ],
      { ERASED_PEOPLE: String(people) },
    )
    return {
      trials: people,
      of: 'people',
      failures: code === 0 ? [] : [said.slice(-2_000)],
      facts:
        code === 0
          ? ['0 hits; those who stay are found; the backup taken afterwards is clean and is restored']
          : [],
    }
  },
}

const walks: NightRun = {
  name: 'walks: random steps by anybody through every life, and the defects they see (Y1 Y2 Y3 T1)',
  run: async ({ seed }) => told('walks and defects', [nightWalks(seed), await nightWalkDefects(seed)]),
}

const journeys: NightRun = {
  name: 'journeys: ticket, hazard and dispute from phone to rating by keyboard, in both languages, followed within 1 s',
  run: async () => {
    const lives = 6
    const { code, said } = await inChildProcess(
      ['node_modules/vitest/vitest.mjs', 'run', '--project', 'e2e', 'e2e/journeys.test.ts'],
      { LIVES: 'all' },
    )
    const told = [...said.matchAll(/journey: (.+)/g)].map(([, line]) => line!)
    return {
      trials: lives,
      of: 'lives',
      failures: code === 0 && told.length === lives ? [] : [said.slice(-2_000)],
      facts: told,
    }
  },
}

/** One server each, so that a part can be run by itself and one that ends its server leaves the others theirs. */
const attacks: NightRun[] = (
  [
    [
      'attack: canaries of personal data through every channel before ten walls (F3)',
      { requests: 0, frames: 0 },
      'events',
    ],
    ['attack: requests that nobody should send, by everybody (F6)', { events: 0, frames: 0 }, 'requests'],
    [
      'attack: socket frames that nobody should send, beside walls (F7)',
      { events: 0, requests: 0 },
      'frames',
    ],
  ] as const
).map(([name, without, of]) => ({
  name,
  run: async ({ seed }) => {
    const root = join(import.meta.dirname, '..')
    const report = await attack({ root, seed, ...FULL_ATTACK, ...without })
    return { trials: FULL_ATTACK[of], of, failures: faultsOf(report), facts: factsOf(report) }
  },
}))

const attackDefects: NightRun = {
  name: 'attack: every seeded defect is seen (T1)',
  run: async ({ seed }) => {
    const faults = await attackDefective(SMALLEST_ATTACK, seed, undefined)
    return {
      trials: ATTACK_DEFECTS.length,
      of: 'defects',
      failures: ATTACK_DEFECTS.filter(({ expectedRed }) => !faults.some((it) => expectedRed.test(it))).map(
        ({ name }) => `"${name}" was not seen`,
      ),
      facts: [],
    }
  },
}

export const NIGHT_RUNS: NightRun[] = [
  kills,
  defects,
  races,
  deadlines,
  links,
  stale,
  restores,
  walks,
  figures,
  ledger,
  ...attacks,
  attackDefects,
  audit,
  erasure,
  revocation,
  guessing,
  journeys,
  desks,
  deskDefects,
]

/** Ends with its exit code and the end of what it said. */
function inChildProcess(
  args: string[],
  env: Record<string, string>,
): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve) => {
    let said = ''
    const child = spawn(process.execPath, args, {
      cwd: join(import.meta.dirname, '..'),
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-8_000)))
    child.once('close', (code) => resolve({ code, said }))
  })
}
