/**
 * When the areas are read: at first, again until the server has answered, when a case names one that nobody has heard
 * of, and when their revision has moved on. Knows times and no areas.
 */

/** After a failure. */
const AGAIN_MS = 5_000
/** A few bytes: a moved boundary is on the wall within this. */
const ASK_MS = 15_000
/** An area that stays unknown must not become a request per frame. */
const UNKNOWN_MS = 60_000

export interface AreaReader {
  /** Call once a second: reads or asks when it is due. Resolves when that is done; a failure is told by `onFailed`. */
  keep: () => Promise<void>
  /** A case names an area that was not read. */
  unknownNamed: () => void
}

export function openAreaReader({
  revision,
  read,
  now,
  onFailed,
}: {
  revision: () => Promise<number>
  read: () => Promise<void>
  /** Epoch ms. */
  now: () => number
  onFailed: () => void
}): AreaReader {
  let dueAt = 0
  let askAt = Number.POSITIVE_INFINITY
  let readAt = Number.NEGATIVE_INFINITY
  let known: number | null = null
  let isBusy = false

  async function readNow(): Promise<void> {
    try {
      const next = await revision() // before the areas: those that are newer than it are read once more, never missed
      await read()
      known = next
      readAt = now()
      dueAt = Number.POSITIVE_INFINITY
      askAt = now() + ASK_MS
    } catch {
      dueAt = now() + AGAIN_MS
      onFailed()
    }
  }
  async function ask(): Promise<void> {
    askAt = now() + ASK_MS
    const next = await revision().catch(() => known) // what is shown is not wrong because nobody answers
    if (next !== known) dueAt = 0
  }
  return {
    keep: async () => {
      if (isBusy) return
      isBusy = true
      if (now() >= askAt && now() < dueAt) await ask()
      if (now() >= dueAt) await readNow()
      isBusy = false
    },
    unknownNamed: () => {
      if (now() - readAt >= UNKNOWN_MS) dueAt = 0
    },
  }
}
