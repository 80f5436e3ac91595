/**
 * Faults that somebody could have written, all put into one copy of the project, and where the attack must see each. They do
 * not hide one another; the one that ends the server is met last.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { faultsOf, type AttackReport, type Counts } from '../attack.ts'
import { copyWith } from './copy.ts'
import type { Defect } from './defects.ts'

export type AttackDefect = Omit<Defect, 'expectedRed'> & {
  /** What one of the run's faults must then look like. */
  expectedRed: RegExp
}

export const ATTACK_DEFECTS: AttackDefect[] = [
  {
    name: 'an address is shown where no area is known',
    because: 'somebody wanted a place on the wall for cases outside of the loaded areas',
    edits: [
      {
        file: 'server/ingest/to-report.ts',
        find: `      area: within.leaf,`,
        replace: `      area: within.leaf ?? body.address ?? null,`,
      },
    ],
    expectedRed: /^F3 wall socket: 燕隼路/,
  },
  {
    name: 'a refused report is logged whole',
    because: 'it helped to find out what a source sends',
    edits: [
      {
        file: 'server/ingest/ingest-routes.ts',
        find: `code: refusal }, 'report refused')`,
        replace: `code: refusal, body: request.body }, 'report refused')`,
      },
    ],
    expectedRed: /^F3 log: /,
  },
  {
    name: 'an error repeats what it does not know',
    because: 'a field that is not known is named, whatever it is',
    edits: [
      {
        file: 'server/plugins/validation.ts',
        find: `told === 'inFull' || /^[a-z][A-Za-z]{0,31}$/.test(params.additionalProperty)`,
        replace: `true`,
      },
    ],
    expectedRed: /^F3 error POST .*: /,
  },
  {
    name: 'text that cannot be stored is let in',
    because: 'JSON that parses was taken for text',
    edits: [
      {
        file: 'server/plugins/storable-text.ts',
        find: `SUSPECT.test(json)`,
        replace: `json === '' && SUSPECT.test(json)`,
      },
    ],
    expectedRed: /^F6 status 500: POST \/api\/ingest/,
  },
  {
    name: 'a fault tells its stack',
    because: 'it was quicker than looking into the log',
    edits: [
      {
        file: 'server/plugins/errors.ts',
        find: `    return sendProblem(request, reply, code)
  })`,
        replace: `    return sendProblem(request, reply, code, code === 'internal' ? { detail: String(error.stack) } : {})
  })`,
      },
    ],
    expectedRed: /^F6 a (stack|path) in the answer/,
  },
  {
    name: 'the name of a request is taken for text',
    because: 'every client of ours sends one; the parser takes a number too',
    edits: [
      {
        file: 'server/realtime/gateway.ts',
        find: `    socket.onAny((name: string) => {`,
        replace: `    socket.onAny((name: string) => {
      log.debug(\`asked for \${name.slice(0, 40)}\`)`,
      },
    ],
    expectedRed: /^F7 the server ended/,
  },
]

/** The attack from a copy that has all of them; its faults, a sentence each. */
export async function attackDefective(
  counts: Counts,
  seed: number,
  databaseUrl: string | undefined,
): Promise<string[]> {
  const { root, remove } = copyWith({
    name: 'every defect of the attack',
    because: '',
    edits: ATTACK_DEFECTS.flatMap(({ edits }) => edits),
    expectedRed: [],
  })
  const folder = mkdtempSync(join(tmpdir(), 'shaotai-attack-report-'))
  const file = join(folder, 'report.json')
  try {
    const words = Object.entries({ ...counts, seed, json: file }).flatMap(([name, it]) => [
      `--${name}`,
      String(it),
    ])
    const said = await inChild(root, ['trust/attack.ts', ...words], databaseUrl)
    try {
      return faultsOf(JSON.parse(readFileSync(file, 'utf8')) as AttackReport)
    } catch {
      throw new Error(`the attack left no report; it said: ${said.slice(-2_000)}`)
    }
  } finally {
    remove()
    rmSync(folder, { recursive: true, force: true })
  }
}

function inChild(cwd: string, args: string[], databaseUrl: string | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      cwd,
      env: { ...process.env, ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }) },
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
