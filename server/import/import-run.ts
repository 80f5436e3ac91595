/**
 * What both programs do: open the mapping and the file, examine every row before anything is sent, then hand the
 * rows on. The two ways of sending are importRows (file order) here and playSteps in replay-run.ts.
 */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { CaseFileSource, type Row } from './case-file-source.ts'
import { openLanes, toOutgoing, type Books } from './delivery.ts'
import type { HistoryClient } from './history-client.ts'
import { toMapping } from './mapping-file.ts'
import type { Progress } from './progress.ts'
import { RefusalReport } from './refusal-report.ts'
import { bindMapping, type Mapped, type ToItems } from './row-mapping.ts'
import type { Settings } from './settings.ts'
import { Stop } from './stop.ts'
import { Tally } from './tally.ts'

/** Sees a file while it is examined: how many rows it has, then those that can go. */
export interface Onlooker {
  onRows?: (rows: number) => void
  onMapped?: (row: number, place: Row['place'], mapped: Mapped) => void
}
export interface Examined extends Books {
  source: CaseFileSource
  toItems: ToItems
}

/**
 * Reads the whole file once: every row is parsed and mapped, and those that cannot go are in the report. Throws a
 * Stop where the file as a whole is no use; by then nothing has been sent.
 */
export async function examineFile(
  settings: Pick<Settings, 'file' | 'mapping' | 'report' | 'reportAsked'>,
  progress: Progress,
  { onRows, onMapped }: Onlooker = {},
): Promise<Examined> {
  const text = await readFile(settings.mapping, 'utf8').catch((error: Error) => {
    throw new Stop([`The mapping ${settings.mapping} cannot be read: ${error.message}.`])
  })
  const mapping = toMapping(text, basename(settings.mapping))
  const source = await CaseFileSource.open(settings.file, mapping.file)
  try {
    const toItems = bindMapping(mapping, source.columns)
    onRows?.(source.rows)
    const tally = new Tally(source.rows)
    const report = new RefusalReport(settings.report, settings.reportAsked)
    let row = 0
    let misshapen = 0
    for await (const rows of source.groups()) {
      for (const { cells, place } of rows) {
        const result = toItems(cells)
        if ('mapped' in result) {
          onMapped?.(row, place, result.mapped)
        } else {
          const { refused } = result
          tally.note(row, refused.code === 'left_out' ? 'leftOut' : 'refused')
          report.add({ line: place.line, ...refused })
          if (refused.code === 'wrong_cells') misshapen += 1
        }
        row += 1
      }
      progress.show('examined', row, source.rows, tally)
    }
    if (row > 0 && misshapen === row) {
      throw new Stop([
        `No row of ${settings.file} has the ${source.columns.length} cells that its columns ask for. Nothing was sent.`,
        'Check `file.delimiter`, `file.header` and `file.columns` in the mapping against the file.',
      ])
    }
    return { source, toItems, tally, report }
  } catch (error) {
    await source.close()
    throw error
  }
}

/** Sends every row that can go, in the order of the file, each report with its closing. */
export async function importRows(
  examined: Examined,
  client: HistoryClient,
  progress: Progress,
): Promise<void> {
  const { source, toItems, tally } = examined
  const lanes = openLanes(client, examined)
  let row = 0
  try {
    for await (const rows of source.groups()) {
      for (const { cells, place } of rows) {
        const result = toItems(cells)
        if ('mapped' in result) {
          const { report, close } = result.mapped
          await lanes.push(
            [report, ...(close ? [close] : [])].map((item) => toOutgoing(item, row, place.line)),
          )
        }
        row += 1
        progress.show('imported', tally.known, tally.rows, tally)
      }
    }
    await lanes.end()
  } finally {
    await lanes.settled() // the answers that are still coming belong in the report
  }
}
