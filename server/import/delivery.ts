/**
 * From mapped rows to batches on their way: a report and its closing side by side, a few batches at a time, two of
 * one case never at the same time. Notes what became of each row. Knows no files and no pace.
 */
import { BATCH_LIMIT, type HistoryItem } from '@shaotai/shared/contract/http.ts'
import type { HistoryClient, Sendable } from './history-client.ts'
import type { RefusalReport } from './refusal-report.ts'
import type { Tally } from './tally.ts'

export interface Outgoing extends Sendable {
  /** Index of the row, and the line it begins on. */
  row: number
  line: number
  externalId: string
  step: 'report' | 'close'
}

/** A megabyte is sent and judged in a fraction of a second, and even rows full of text stay within bounds. */
const BATCH_CHARACTERS = 512 * 1024

export const toOutgoing = (item: HistoryItem, row: number, line: number): Outgoing => ({
  caseKey: `${item.source}\n${item.externalId}`,
  json: JSON.stringify(item),
  row,
  line,
  externalId: item.externalId,
  step: item.type === 'report' ? 'report' : 'close',
})

export interface Books {
  tally: Tally
  report: RefusalReport
}

/**
 * Cuts a stream of items into batches within the limits of the route. The items of one call belong to one row and
 * stay together. Two rows that claim to be the same case are never in one batch, so that the second is judged by
 * what became of the first. The server writes all that a batch says of a case together: with `inOrder` even the steps
 * of one row are kept apart, for a log in the order of time.
 */
export class Batch {
  readonly #inOrder: boolean
  #items: Outgoing[] = []
  /** The row that each case of the batch came from. */
  #cases = new Map<string, number>()
  #characters = 0

  constructor({ inOrder = false } = {}) {
    this.#inOrder = inOrder
  }

  /** False where these items should start the next batch. An empty batch takes anything. */
  add(items: readonly Outgoing[]): boolean {
    const { caseKey, row } = items[0]!
    const other = this.#cases.get(caseKey)
    const mustWait = other !== undefined && (this.#inOrder || other !== row)
    const characters = items.reduce((sum, { json }) => sum + json.length, 0)
    const full =
      this.#items.length + items.length > BATCH_LIMIT || this.#characters + characters > BATCH_CHARACTERS
    if ((full || mustWait) && this.#items.length > 0) return false
    this.#items.push(...items)
    this.#cases.set(caseKey, row)
    this.#characters += characters
    return true
  }

  take(): Outgoing[] {
    const items = this.#items
    this.#items = []
    this.#cases.clear()
    this.#characters = 0
    return items
  }
}

/** Sends a batch and writes down what became of its rows. */
export async function deliver(
  client: HistoryClient,
  items: Outgoing[],
  { tally, report }: Books,
): Promise<void> {
  if (items.length === 0) return
  const answers = await client.send(items)
  for (const [index, { row, line, externalId, step }] of items.entries()) {
    const answer = answers[index]!
    if (answer.outcome !== 'refused') {
      tally.note(row, answer.outcome)
      continue
    }
    // A closing whose report was refused fails for that reason only: one line a row is enough. (Where the report
    // is there with other contents, its closing is news all the same, and was accepted above.)
    const isEcho = step === 'close' && tally.of(row) === 'refused'
    tally.note(row, 'refused')
    if (isEcho) continue
    const sentence = step === 'close' ? `The closing was refused: ${answer.sentence}` : answer.sentence
    report.add({ line, externalId, code: answer.code, sentence })
  }
}

/** Two batches being judged and one being filled keep the server busy; more would only queue there. */
const LANES = 3

/**
 * Takes rows in any order and keeps a few batches on their way. Each case has its lane, so that its steps arrive in
 * the order given even when a batch has to be sent again.
 */
export function openLanes(client: HistoryClient, books: Books) {
  const lanes = Array.from({ length: LANES }, () => ({ batch: new Batch(), underWay: Promise.resolve() }))

  const flush = async (lane: (typeof lanes)[number]) => {
    await lane.underWay
    lane.underWay = deliver(client, lane.batch.take(), books)
    lane.underWay.catch(() => {}) // told when the lane is next waited for
  }
  return {
    /** Waits while the lane of this case is full. */
    async push(items: readonly Outgoing[]): Promise<void> {
      const lane = lanes[laneOf(items[0]!.caseKey)]!
      if (lane.batch.add(items)) return
      await flush(lane)
      lane.batch.add(items)
    },
    async end(): Promise<void> {
      for (const lane of lanes) await flush(lane)
      for (const lane of lanes) await lane.underWay
    },
    /** When nothing is on its way any more, whatever became of it. */
    async settled(): Promise<void> {
      await Promise.allSettled(lanes.map(({ underWay }) => underWay))
    },
  }
}

function laneOf(key: string): number {
  let hash = 0
  for (let at = 0; at < key.length; at++) hash = (Math.imul(hash, 31) + key.charCodeAt(at)) | 0
  return (hash >>> 0) % LANES
}
