// The server killed with SIGKILL at random moments, under load and before twenty screens: nothing acknowledged
// is lost or doubled, the log has no gap, and every screen's picture is the database's. Then a part of the same run
// on copies with a seeded defect each, where it must fail. SEED repeats a run; the full counts are trust:night's.

import { afterAll, describe, expect, it } from 'vitest'
import { copyWith } from '../../trust/defects/copy.ts'
import { OF_THE_ISSUE } from '../../trust/defects/defects.ts'
import { redAsExpected, runKillProcess, type JudgedReport } from '../../trust/defects/run.ts'
import { seedFrom } from '../../trust/random.ts'

const seed = seedFrom(process.env['SEED'])
const args = (size: string): string[] => [size, '--seed', String(seed)]
const WITHIN_MS = 300_000 // about 25 s on two idle cores; starts are slow beside other work

const told: string[] = []
const tell = (what: string, it: JudgedReport): void =>
  void told.push(
    `${what}: seed ${it.seed}, ${it.kills} kills (${it.startKills} during a start), ${it.acknowledged} events acknowledged, ` +
      `${it.cut} answers lost on the way, ${it.resumed} resumes of ${it.screens} screens, ${it.violations.length} violations, ${it.seconds} s`,
  )
afterAll(() => process.stdout.write(`${told.join('\n')}\n`))

it(
  'A1 a killed server loses nothing, doubles nothing, leaves no gap, and every screen has the database’s picture',
  async () => {
    const report = await runKillProcess(args('--smallest'), null)
    tell('product', report)
    expect({ seed, violations: report.violations, history: report.history }).toEqual({
      seed,
      violations: [],
      history: null,
    })
    // Green by having nothing to lose would be no proof.
    expect(report.thin, `seed ${seed}`).toEqual([])
  },
  WITHIN_MS,
)

/** Seen by few gaps: it has the machine to itself. The others, which wait more than they work, run at once. */
const isAlone = ({ name }: { name: string }): boolean => name.startsWith('bigserial')

describe('T1 a part of the same run sees each seeded defect', () => {
  for (const defect of OF_THE_ISSUE.toSorted((a, b) => Number(isAlone(a)) - Number(isAlone(b)))) {
    const run = isAlone(defect) ? it : it.concurrent
    run(
      `${defect.name}: ${defect.expectedRed.join(', ')}`,
      async () => {
        const report = await runKillProcess(args('--for-a-defect'), defect)
        tell(defect.name, report)
        expect(
          redAsExpected(defect, report),
          `seed ${seed}: ${JSON.stringify(report.violations)}`,
        ).not.toEqual([])
      },
      WITHIN_MS,
    )
  }

  it('a defect whose place is not found exactly once is no defect', () => {
    const edits = [{ file: 'server/event-log/append.ts', find: 'no such words', replace: '' }]
    expect(() => copyWith({ name: 'nothing', because: '', edits, expectedRed: [] })).toThrow(
      /0 times, not once/,
    )
  })
})
