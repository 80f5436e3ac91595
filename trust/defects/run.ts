/** Runs the kill run as its own process, on the project as it is or on a copy with a defect, and reads its report. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KillReport } from '../kill.ts'
import { copyWith } from './copy.ts'
import type { Defect } from './defects.ts'

export type JudgedReport = KillReport & {
  /** What the run had too little of to prove anything; empty for a sound run. */
  thin: string[]
}

export async function runKillProcess(args: string[], defect: Defect | null): Promise<JudgedReport> {
  const { root, remove } = copyWith(defect)
  const folder = mkdtempSync(join(tmpdir(), 'shaotai-report-'))
  const file = join(folder, 'report.json')
  try {
    const words = await inChild(root, ['trust/kill.ts', '--tied', '--json', file, ...args])
    try {
      const report = JSON.parse(readFileSync(file, 'utf8')) as JudgedReport
      // A red run keeps its histories for a reader; of a defect, red is what was wanted.
      if (defect && report.history) rmSync(report.history, { recursive: true, force: true })
      return report
    } catch {
      throw new Error(`the kill run left no report; it said: ${words.slice(-2_000)}`)
    }
  } finally {
    remove()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Rules that were broken and were expected to be. */
export const redAsExpected = (defect: Defect, report: KillReport): string[] => [
  ...new Set(
    report.violations
      .map(({ rule }) => rule)
      .filter((rule) => defect.expectedRed.some((it) => rule.startsWith(it))),
  ),
]

function inChild(root: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      cwd: root,
      // Its end of the pipe tells it when we are gone, however that happens.
      stdio: ['pipe', 'ignore', 'pipe'],
    })
    let words = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text))
    child.once('error', reject)
    child.once('exit', () => resolve(words))
  })
}
