/**
 * Faults in the rules of a case's life that somebody could have written, and the proof that random walks see them:
 * each is put into a copy of the project, whose walks must then turn red.
 *
 *   node trust/defects/walk-defects.ts [--walks 20000] [--seeds 3] [--only asked]
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { WalkReport } from '../../shared/test/walks.ts'
import { isMain } from '../link-outcome.ts'
import { DEFECT_WALKS } from '../walks.ts'
import { copyWith } from './copy.ts'
import type { Defect } from './defects.ts'

/** `expectedRed` are words of the violation. */
export const WALK_DEFECTS: Defect[] = [
  {
    name: 'who dispatched it certifies it',
    because: 'only the person who gave the feedback is thought of',
    edits: [
      {
        file: 'shared/domain/policy.ts',
        find: `(actor.id === it.handledBy || actor.id === it.dispatchedBy)`,
        replace: `actor.id === it.handledBy`,
      },
    ],
    expectedRed: ['certified by who handled or dispatched it'],
  },
  {
    name: 'who asked grants',
    because: 'the two roles differ in every case that was thought of; a void has but one',
    edits: [
      {
        file: 'shared/domain/policy.ts',
        find: `if (GRANTING.has(action) && it.pendingBy === actor.id) return 'two_people_needed'`,
        replace: ``,
      },
    ],
    expectedRed: ['granted by who asked'],
  },
  {
    name: 'areas bind reading alone',
    because: 'what somebody cannot see is thought to be out of their reach',
    edits: [
      {
        file: 'shared/domain/policy.ts',
        find: `return bounds.areas.length === 0 || liesIn(it, bounds.areas) ? null : 'not_your_area'`,
        replace: `return null`,
      },
    ],
    expectedRed: ['in a foreign area'],
  },
  {
    name: 'a check is skipped',
    because: 'an edge is widened for convenience',
    edits: [
      {
        file: 'shared/domain/lifecycles/ticket.ts',
        find: `{ action: 'close', from: ['checking']`,
        replace: `{ action: 'close', from: ['feedback', 'checking']`,
      },
    ],
    expectedRed: ['granted, and nobody of this role may'],
  },
  {
    name: 'a failed check leaves the feedback standing',
    because: 'one field of several is forgotten',
    edits: [
      {
        file: 'shared/domain/steps/certifying.ts',
        find: `set: { feedbackAt: null, reviewAt: null, reworks`,
        replace: `set: { reviewAt: null, reworks`,
      },
    ],
    expectedRed: ['feedbackAt stands with its status'],
  },
  {
    name: 'an undefined does not travel',
    because: 'the case in memory has the field, the event in the log has not',
    edits: [
      {
        file: 'shared/domain/steps/handling.ts',
        find: `pausedAt: at, reviewAt: until ?? null }`,
        replace: `pausedAt: at, reviewAt: until! }`,
      },
    ],
    expectedRed: ['folding the events gives another case'],
  },
  {
    name: 'a request outlives its time',
    because: 'nobody thinks of what waits when the case moves on',
    edits: [
      {
        file: 'shared/domain/decide.ts',
        find: `if (became.pending !== null && !edgeOf(became, REFUSING[became.pending])) {`,
        replace: `if (false as boolean) {`,
      },
    ],
    expectedRed: ['nobody can decide the pending'],
  },
]

/** The walks of a copy, as its own process; without a defect, of the project as it is. */
export async function walkProcess(
  defect: Defect | null,
  walks: number,
  seed: number,
): Promise<WalkReport & { seed: number }> {
  const { root, remove } = copyWith(defect)
  const folder = mkdtempSync(join(tmpdir(), 'shaotai-walks-'))
  const file = join(folder, 'report.json')
  try {
    const words = await inChild(root, [
      'trust/walks.ts',
      '--most',
      '1',
      '--walks',
      String(walks),
      '--seed',
      String(seed),
      '--json',
      file,
    ])
    try {
      return JSON.parse(readFileSync(file, 'utf8')) as WalkReport & { seed: number }
    } catch {
      throw new Error(`the walks left no report; they said: ${words.slice(-2_000)}`)
    }
  } finally {
    remove()
    rmSync(folder, { recursive: true, force: true })
  }
}

function inChild(cwd: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const end = (): void => void child.kill()
    process.once('exit', end)
    let words = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text))
    child.once('error', reject)
    child.once('exit', () => {
      process.off('exit', end)
      resolve(words)
    })
  })
}

/** Violations that were expected of the defect. */
export const seen = (defect: Defect, { violations }: WalkReport): string[] =>
  violations.filter((it) => defect.expectedRed.some((words) => it.includes(words)))

if (isMain(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      walks: { type: 'string', default: String(DEFECT_WALKS) },
      seeds: { type: 'string', default: '3' },
      only: { type: 'string', default: '' },
    },
  })
  for (const defect of WALK_DEFECTS.filter(({ name }) => name.includes(values.only))) {
    for (let seed = 1; seed <= Number(values.seeds); seed += 1) {
      const report = await walkProcess(defect, Number(values.walks), seed)
      const red = seen(defect, report)
      process.stdout.write(`${defect.name}, seed ${seed}: ${red[0] ?? 'NOT SEEN'}\n`)
      if (red.length === 0) process.exitCode = 1
    }
  }
}
