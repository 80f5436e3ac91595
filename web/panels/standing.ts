/**
 * How the open cases of a picture stand at one instant: how many in each phase and kind, how many of them late,
 * and which need somebody now. Counted once however many panels ask, and from picture to picture only what is
 * different is counted anew (tally.ts). Exercises are listed, not counted.
 */
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { deadlineOf, type Deadline } from '@shaotai/shared/domain/deadline.ts'
import { DONE_KEPT, type Picture } from '@shaotai/shared/domain/picture.ts'
import { regretOf } from '@shaotai/shared/domain/regret.ts'
import { HOUR_MS, openTally, type Tally } from './tally.ts'

export interface Urgent {
  it: CaseView
  deadline: Deadline | null
  regret: number
}
export interface Standing extends Tally {
  /** More were closed within the hour than the picture keeps: `cameIn.closed` is at least that many. */
  cameInIsCut: boolean
  /** How many need action now, exercises among them. */
  needAction: number
  /** Of those the most regretted, that first: as many as the tallest list shows. */
  urgent: readonly Urgent[]
  /** The most regretted of the loud ones. */
  loudest: Urgent | null
}

const LISTED = 40
const known = new WeakMap<Picture, { now: number; calendar: Calendar | null; standing: Standing }>()
/** Whatever picture it counted last, the next one is counted right; the same screen's next is nearly the same. */
const tally = openTally()

/** `now` is epoch ms; `calendar` null: natural time. */
export function standingOf(picture: Picture, now: number, calendar: Calendar | null): Standing {
  let it = known.get(picture)
  if (it?.now !== now || it.calendar !== calendar)
    known.set(picture, (it = { now, calendar, standing: count(picture, now, calendar) }))
  return it.standing
}

function count(picture: Picture, now: number, calendar: Calendar | null): Standing {
  const { urgent: needy, ...counts } = tally(picture.cases, now, calendar)
  const urgent: Urgent[] = []
  let loudest: Urgent | null = null
  for (const [it, voice] of needy) {
    const deadline = deadlineOf(it, now, calendar)
    const one = { it, deadline, regret: regretOf(it, now, calendar, deadline) }
    if (voice === 'loud' && (!loudest || comesFirst(one, loudest))) loudest = one
    // In a storm thousands need action: most of them are compared once, with the last of the list.
    if (urgent.length === LISTED && !comesFirst(one, urgent.at(-1)!)) continue
    const place = urgent.findIndex((other) => comesFirst(one, other))
    urgent.splice(place < 0 ? urgent.length : place, 0, one)
    if (urgent.length > LISTED) urgent.pop()
  }
  const oldest = picture.cases.get(picture.done[0] ?? '')
  const cameInIsCut =
    picture.done.length >= DONE_KEPT &&
    oldest !== undefined &&
    (oldest.closedAt ?? oldest.changedAt) > now - HOUR_MS
  return { ...counts, cameInIsCut, needAction: needy.size, urgent, loudest }
}

const comesFirst = (a: Urgent, b: Urgent): boolean =>
  a.regret > b.regret || (a.regret === b.regret && a.it.id < b.it.id)
