/** The night's walks: a hundred thousand without a violation, and as many again that must see each seeded defect. */
import { walk } from '../shared/test/walks.ts'
import { seen, WALK_DEFECTS, walkProcess } from './defects/walk-defects.ts'
import type { Outcome } from './link-outcome.ts'
import { openRandom } from './random.ts'
import { FULL_WALKS } from './walks.ts'

export function nightWalks(seed: number, walks = FULL_WALKS): Outcome {
  const report = walk(openRandom(seed).next, walks)
  return {
    name: 'Y1 walks by anybody',
    trials: report.walks,
    failures: report.violations,
    figures: {
      'commands tried': report.tried,
      'commands granted': report.granted,
      'cells granted': report.cells,
    },
  }
}

export async function nightWalkDefects(seed: number, walks = FULL_WALKS): Promise<Outcome> {
  const failures: string[] = []
  for (const defect of WALK_DEFECTS)
    if (seen(defect, await walkProcess(defect, walks, seed)).length === 0)
      failures.push(`"${defect.name}" was not seen`)
  return {
    name: 'T1 seeded defects that the walks see',
    trials: WALK_DEFECTS.length,
    failures,
    figures: { 'walks at most': walks },
  }
}
