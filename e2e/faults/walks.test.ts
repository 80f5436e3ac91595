// The random walks of shared/domain/walks.test.ts on copies of the project with a seeded fault in the rules each: they
// must turn red, or their green says nothing. SEED repeats a run; a hundred thousand walks are trust:night's.

import { afterAll, expect, it } from 'vitest'
import { WALK_DEFECTS, seen, walkProcess } from '../../trust/defects/walk-defects.ts'
import { seedFrom } from '../../trust/random.ts'
import { DEFECT_WALKS } from '../../trust/walks.ts'

const seed = seedFrom(process.env['SEED'])
const told: string[] = []
afterAll(() => process.stdout.write(`${told.join('\n')}\n`))

it.each(WALK_DEFECTS.map((defect) => [defect.name, defect] as const))(
  'T1 random walks see that %s',
  async (name, defect) => {
    const report = await walkProcess(defect, DEFECT_WALKS, seed)
    const red = seen(defect, report)
    told.push(`${name}: seed ${seed}, ${red[0] ?? 'not seen'}`)
    expect(red, `seed ${seed}: ${JSON.stringify(report.violations)}`).not.toEqual([])
  },
)
