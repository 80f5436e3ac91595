/** Counts of a picture's cases by kind and phase: pure, and counted once however many panels ask. */
import { phaseOf } from '@shaotai/shared/domain/lifecycle.ts'
import type { Picture } from '@shaotai/shared/domain/picture.ts'
import type { Kind, Phase } from '@shaotai/shared/domain/vocabulary.ts'

export type OpenPhase = Exclude<Phase, 'closed'>
export const OPEN_PHASES: readonly OpenPhase[] = ['intake', 'dispatch', 'handle', 'verify']

/** The picture holds every open case but only the last closed ones: closed cases are counted by the ledger. */
export interface Tally {
  open: number
  byPhase: Record<OpenPhase, number>
  byKind: Record<Kind, Record<OpenPhase, number>>
}

const zeros = (): Record<OpenPhase, number> => ({ intake: 0, dispatch: 0, handle: 0, verify: 0 })
const known = new WeakMap<Picture, Tally>()

export function tallyOf(picture: Picture): Tally {
  let tally = known.get(picture)
  if (!tally) {
    tally = { open: 0, byPhase: zeros(), byKind: { ticket: zeros(), hazard: zeros(), dispute: zeros() } }
    for (const it of picture.cases.values()) {
      const phase = phaseOf(it)
      if (phase === null || phase === 'closed') continue
      tally.open += 1
      tally.byPhase[phase] += 1
      tally.byKind[it.kind][phase] += 1
    }
    known.set(picture, tally)
  }
  return tally
}
