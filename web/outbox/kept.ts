/**
 * What of an outbox outlives a reload: the actions that are not done, in this tab's session storage, under the person who
 * decided them. They hold what that person typed, which is personal: it goes when the outcome was seen, with the tab, and at
 * sign-out. Somebody else's is not read.
 */
import { KEPT } from '../stores/kept.ts'
import { alone, type Entry } from './outbox.ts'

const KEY = `${KEPT}outbox`
type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>

export function keepEntries(storage: Storage, person: string, entries: readonly Entry[]): void {
  const kept = entries.filter(({ stage }) => stage !== 'done')
  if (kept.length === 0) storage.removeItem(KEY)
  else storage.setItem(KEY, JSON.stringify({ person, entries: kept }))
}

/** They are another tab's. */
export const dropEntries = (storage: Storage): void => storage.removeItem(KEY)

/** None where nothing was kept, or what was kept cannot be read. */
export function keptEntries(storage: Storage, person: string): Entry[] {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? 'null') as { person: string; entries: Entry[] } | null
    // A link died with the page, and the panel of a batch: what was on its way is sent again under its id.
    return kept?.person === person ? kept.entries.map((it) => ({ ...alone(it), inFlight: false })) : []
  } catch {
    return []
  }
}
