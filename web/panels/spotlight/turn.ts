/** Of the cases on the wall, which are shown now and which of them leads: by the clock alone, so every wall agrees. Pure. */
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import type { Picture } from '@shaotai/shared/domain/picture.ts'
import { spotlitOf } from '@shaotai/shared/domain/spotlight.ts'

/** More cannot be read from five metres while the map stays one. */
export const SHOWN = 3
/** Long enough to read one and to find it on the map. */
export const TURN_MS = 20_000

export interface Turn {
  /** The case that the map looks at. */
  lead: CaseView
  /** In their order, the lead among them; more than fit take turns. */
  shown: CaseView[]
  /** How many are on the wall and not shown now. */
  more: number
}

/** Of ten thousand cases hardly one was ever put on the wall; they are looked for once a picture, not once a second. */
const everOnWall = new WeakMap<Picture, CaseView[]>()

/** Null: none is on the wall. `now` is epoch ms. */
export function turnOf(picture: Picture, now: number): Turn | null {
  let known = everOnWall.get(picture)
  if (!known) {
    known = []
    for (const it of picture.cases.values()) if (it.spotlitUntil !== null) known.push(it)
    everOnWall.set(picture, known)
  }
  const all = spotlitOf(known, now)
  if (all.length === 0) return null
  const turn = Math.floor(now / TURN_MS) % all.length
  const shown = all.length <= SHOWN ? all : [...all.slice(turn), ...all.slice(0, turn)].slice(0, SHOWN)
  return { lead: all[turn]!, shown, more: all.length - shown.length }
}
