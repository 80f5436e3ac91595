/**
 * Plays the steps of a file in the order in which they happened, N times faster: a batch holds what is due by now.
 * Knows pace and order; the stamps that are sent are the file's own.
 */
import { Batch, deliver, toOutgoing, type Outgoing } from './delivery.ts'
import type { Examined } from './import-run.ts'
import type { HistoryClient } from './history-client.ts'
import type { Progress } from './progress.ts'
import type { Clock } from './settings.ts'
import type { Step, TimeOrder } from './time-order.ts'

const READ_AHEAD = 500 // steps read from the file at a time
const LOOK_MS = 250 // how often the virtual time is shown while nothing is due

export interface Pace {
  /** Infinity: as fast as it takes. */
  speed: number
  clock: Clock
  signal: AbortSignal
}

export async function playSteps(
  examined: Examined,
  order: TimeOrder,
  client: HistoryClient,
  progress: Progress,
  { speed, clock, signal }: Pace,
): Promise<void> {
  const { tally } = examined
  const startedAt = clock.elapsed()
  const firstAt = order.steps > 0 ? order.step(0).at : 0
  const lastAt = order.steps > 0 ? order.step(order.steps - 1).at : 0
  /** The time of the file that it is now. */
  const virtual = () => firstAt + (clock.elapsed() - startedAt) * speed
  let done = 0
  let latest = firstAt
  const show = () => {
    const at = speed === Infinity ? latest : Math.max(latest, virtual())
    const note = `it is ${new Date(at).toISOString().slice(0, 19)}Z`
    progress.show(
      'played',
      done,
      order.steps,
      tally,
      speed === Infinity ? { note } : { note, leftSeconds: (lastAt - at) / speed / 1000 },
    )
  }

  // At a pace that somebody watches, the order matters to the step; as fast as it takes, full batches matter more,
  // and within one of them a closing may be written up to 500 steps early (measured: 12 s instead of 43 s).
  const batch = new Batch({ inOrder: speed !== Infinity })
  const send = async () => {
    const items = batch.take()
    if (items.length === 0) return
    await deliver(client, items, examined)
    done += items.length
    show()
  }
  for await (const { item, at } of itemsInOrder(examined, order)) {
    while (speed !== Infinity && virtual() < at && !signal.aborted) {
      await send()
      show()
      const waitMs = (at - virtual()) / speed
      if (waitMs > 0) await clock.sleep(Math.min(waitMs, LOOK_MS), signal)
    }
    if (!batch.add([item])) {
      await send()
      batch.add([item])
    }
    latest = at
  }
  await send()
}

async function* itemsInOrder(
  { source, toItems }: Examined,
  order: TimeOrder,
): AsyncGenerator<{ item: Outgoing; at: number }> {
  for (let from = 0; from < order.steps; from += READ_AHEAD) {
    const steps: Step[] = []
    for (let index = from; index < Math.min(from + READ_AHEAD, order.steps); index++)
      steps.push(order.step(index))
    const rows = await source.read(steps.map(({ place }) => place))
    for (const [n, { row, step, at, place }] of steps.entries()) {
      const result = toItems(rows[n]!.cells)
      if (!('mapped' in result)) continue // cannot be: it was mapped when the file was examined, and is the same file
      const item = step === 'report' ? result.mapped.report : result.mapped.close!
      yield { item: toOutgoing(item, row, place.line), at }
    }
  }
}
