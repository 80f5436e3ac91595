/** Hands the view to the reader as a file of the kind that they chose. */
import { MEDIA_TYPES } from '@shaotai/shared/table-file/table.ts'
import { toXlsx } from '@shaotai/shared/table-file/xlsx.ts'
import type { BriefReadings } from '../../stores/brief-figures.ts'
import { deriveHeadline, type Speaker } from '../headline/derive.ts'
import { csvOf } from './csv.ts'
import type { FileKind } from './file-kinds.ts'
import { notesOf } from './notes.ts'
import { pictureOf } from './picture.ts'
import { sheetOf, tableOf, type Taken } from './sheet.ts'

/** `said`: who took it and when, in words; `asOf` likewise. Rejects where no such file can be made here. */
export async function saveView(
  kind: FileKind,
  readings: BriefReadings,
  taken: Taken & { said: string; asOf: string },
  speaker: Speaker,
): Promise<void> {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await fileOf(kind, readings, taken, speaker))
  link.download = `brief-${taken.at.slice(0, 16).replace(/[:T]/g, '-')}.${kind}`
  link.click()
  // The browser has taken it by the next turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 0)
}

async function fileOf(
  kind: FileKind,
  readings: BriefReadings,
  taken: Taken & { said: string; asOf: string },
  speaker: Speaker,
): Promise<Blob> {
  const rows = sheetOf(readings, taken, speaker)
  if (kind === 'csv') return new Blob([csvOf(rows)], { type: MEDIA_TYPES.csv })
  if (kind === 'xlsx')
    return new Blob([(await toXlsx(tableOf(rows))) as Uint8Array<ArrayBuffer>], { type: MEDIA_TYPES.xlsx })
  const { own } = speaker
  return pictureOf({
    title: own.title,
    view: taken.view,
    asOf: taken.asOf,
    taken: taken.said,
    before: own.beforeIs,
    missed: own.targetMissed,
    definitions: own.exports.definitions,
    tiles: deriveHeadline(readings, speaker),
    notes: notesOf(readings, speaker),
  })
}
