/** What somebody put on the wall: at most three cases, the one whose turn it is in full. Pure. */
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { deadlineOf } from '@shaotai/shared/domain/deadline.ts'
import { formatCount, formatSpan } from '../../i18n/format.ts'
import type { PanelInputs } from '../panel.ts'
import { rowOf, type UrgentRow } from '../urgent/derive.ts'
import { turnOf } from './turn.ts'

export interface SpotlightModel {
  /** How many more there are. */
  note: string
  cards: SpotlightCard[]
}
export interface SpotlightCard extends UrgentRow {
  kindName: string
  /** How much longer it is on the wall. */
  left: string
  leads: boolean
}

export function deriveSpotlight(inputs: PanelInputs): SpotlightModel {
  const { picture, words, language, now } = inputs
  const turn = picture && turnOf(picture, now)
  if (!turn) return { note: '', cards: [] }
  return {
    note: turn.more > 0 ? words.panels.spotlightMore(formatCount(turn.more, language)) : '',
    cards: turn.shown.map((it) => cardOf(it, inputs, it === turn.lead)),
  }
}

function cardOf(it: CaseView, inputs: PanelInputs, leads: boolean): SpotlightCard {
  const { words, language, now, calendar } = inputs
  const left = formatSpan((it.spotlitUntil! - now) / 1_000, language)
  return {
    ...rowOf({ it, deadline: deadlineOf(it, now, calendar) }, inputs),
    kindName: words.case.kind[it.kind],
    left: words.panels.spotlightLeft(left),
    leads,
  }
}
