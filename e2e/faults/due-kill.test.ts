import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { judgeMarks, OWED, type Told } from '../../trust/due-judge.ts'
import { runDueKills } from '../../trust/due-kill.ts'
import { seedFrom } from '../../trust/random.ts'

const ROOT = join(import.meta.dirname, '../..')

describe('deadline events', () => {
  it('are told exactly once each while the server is killed around them', { timeout: 150_000 }, async () => {
    const seed = seedFrom(process.env['SEED'])
    const report = await runDueKills({ root: ROOT, seed, kills: 4, cases: 40 })
    expect(report.faults, `seed ${seed}`).toEqual([])
    expect(report.events).toBe(40 * OWED.length)
  })

  it('are found missing, doubled, off their instant or out of order by the judge', () => {
    const LIMIT = 10_000
    const filed = [{ caseId: 'a', filedAt: 0 }]
    const whole: Told[] = [8_000, 10_001, 20_000, 30_000].map((at, i) => ({
      caseId: 'a',
      type: OWED[i]!,
      at,
    }))
    expect(judgeMarks(filed, whole, LIMIT)).toEqual([])
    expect(judgeMarks(filed, whole.slice(1), LIMIT)).toHaveLength(1)
    expect(judgeMarks(filed, [...whole, whole[3]!], LIMIT)).toHaveLength(1)
    expect(judgeMarks(filed, whole.with(0, { ...whole[0]!, at: 9_000 }), LIMIT)).toHaveLength(1)
    expect(judgeMarks(filed, whole.toReversed(), LIMIT)).toHaveLength(1)
  })
})
