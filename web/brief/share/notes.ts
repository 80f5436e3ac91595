/** What each headline figure means, of which time, and as of which seq: for paper and pictures, which nobody can touch. Pure. */
import { formatCount, formatInstant } from '../../i18n/format.ts'
import { windowWords } from '../../panels/readings.ts'
import type { BriefReadings } from '../../stores/brief-figures.ts'
import { figureIn, questionOf, type FigureId, type Speaker } from '../headline/derive.ts'
import { HEADLINE_IDS } from './sheet.ts'

export interface Note {
  id: FigureId
  name: string
  text: string
  when: string
}
export const notesOf = (readings: BriefReadings, speaker: Speaker): Note[] =>
  HEADLINE_IDS.flatMap((id) => {
    const [it, reading] = [figureIn(readings, id), readings[questionOf(id)]]
    if (!it || !reading) return []
    const { own, language } = speaker
    const asOf = own.asOf(formatCount(reading.asOfSeq, language), formatInstant(reading.asOf, language))
    const window = it.window.from === null ? '' : `${windowWords(reading, speaker)} · `
    return [{ id, name: own.figures[id], text: it.text[language], when: `${window}${asOf}` }]
  })
