/**
 * `window.__shaotai`: a few read-only questions for tests and for people with a console open. It answers what
 * the screen shows anyway and can change nothing.
 */
import type { useLive } from '../stores/live.ts'

export interface WallHook {
  /** Newest seq in the picture on screen; 0 before the first. */
  seq(): number
  /** The picture's hash, as the server's check computes it. */
  hash(): string
  /** live, asking, connecting, stale, refused or closed; `stale` too while a repaired link is still being proved. */
  link(): string
  /** Cases handed to the map: open ones, and closed ones of the window. */
  openOnMap(): number
  closedOnMap(): number
  /** Areas are known, and nothing that was handed to the map still waits to be painted. */
  isMapWhole(): boolean
  /** Cases in the picture, the last closed ones included. */
  caseCount(): number
  divergences(): number
}
declare global {
  interface Window {
    __shaotai?: WallHook
  }
}

interface Sources {
  live: ReturnType<typeof useLive>
  counts: () => { open: number; closed: number }
  isMapWhole: () => boolean
}

/** Gives the way to take it away again. */
export function exposeHook({ live, counts, isMapWhole }: Sources): () => void {
  // oxlint-disable-next-line no-underscore-dangle -- the name is told to those who test from outside
  window.__shaotai = Object.freeze<WallHook>({
    seq: () => live.picture?.seq ?? 0,
    hash: () => live.hash(),
    link: () => (live.link?.stale && live.link.link !== 'refused' ? 'stale' : (live.link?.link ?? 'closed')),
    openOnMap: () => counts().open,
    closedOnMap: () => counts().closed,
    isMapWhole,
    caseCount: () => live.picture?.cases.size ?? 0,
    divergences: () => live.link?.divergences ?? 0,
  })
  return () => {
    delete window.__shaotai // oxlint-disable-line no-underscore-dangle
  }
}
