/**
 * The bottom line: is there anything that cannot wait? What is certain now, from the picture: cases of the highest
 * priority, and those three times over their limit. Alerts with acknowledgement come later and go here.
 */
import { formatCount } from '../../i18n/format.ts'
import type { PanelInputs } from '../panel.ts'
import { standingOf } from '../standing.ts'
import { rowOf } from '../urgent/derive.ts'

export interface AlarmModel {
  tone: 'alarm' | 'clear' | 'unknown'
  label: string
  parts: string[]
  /** The one that is regretted most. */
  first: { name: string; text: string; time: string } | null
}

export function deriveAlarm(inputs: PanelInputs): AlarmModel {
  const { picture, words, language, now, calendar } = inputs
  const { panels: w } = words
  if (!picture) return { tone: 'unknown', label: w.alarmUnknown, parts: [], first: null }
  const { thrice, p1, loud, loudest, all } = standingOf(picture, now, calendar)
  const count = (n: number) => formatCount(n, language)
  if (thrice + p1 === 0)
    return {
      tone: 'clear',
      label: w.allClear,
      parts: [w.allClearMeans, ...(all.overdue > 0 ? [w.allClearLate(count(all.overdue))] : [])],
      first: null,
    }
  const row = loudest && rowOf(loudest, inputs)
  return {
    tone: 'alarm',
    label: w.alarmNow(count(loud)),
    parts: [...(p1 > 0 ? [w.alarmP1(count(p1))] : []), ...(thrice > 0 ? [w.alarmThrice(count(thrice))] : [])],
    first: row
      ? {
          name: w.alarmFirst,
          text: [row.category, row.place, row.detail].filter(Boolean).join(' · '),
          time: row.time,
        }
      : null,
  }
}
