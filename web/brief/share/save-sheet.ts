/** Hands the view to the reader as a file. */
import type { BriefReadings } from '../../stores/brief-figures.ts'
import type { Speaker } from '../headline/derive.ts'
import { csvOf } from './csv.ts'
import { sheetOf, type Taken } from './sheet.ts'

export function saveSheet(readings: BriefReadings, taken: Taken, speaker: Speaker): void {
  const file = new Blob([csvOf(sheetOf(readings, taken, speaker))], { type: 'text/csv;charset=utf-8' })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = `brief-${taken.at.slice(0, 16).replace(/[:T]/g, '-')}.csv`
  link.click()
  // The browser has taken it by the next turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 0)
}
