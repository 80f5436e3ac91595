/**
 * A page of another version than its server reloads itself, once (protocol H2). The mark in the session's
 * storage keeps it from doing so for ever where reloading does not help.
 */
const MARK = 'shaotai.reloaded'

export interface Page {
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  reload(): void
  setTimer(run: () => void, ms: number): unknown
}

/** False where the page has already tried. */
export function reloadOnce(afterMs: number, page: Page): boolean {
  if (page.storage.getItem(MARK) !== null) return false
  page.storage.setItem(MARK, '1')
  page.setTimer(() => page.reload(), afterMs)
  return true
}

/** When the versions agree: the next upgrade may reload again. */
export function forgetReload(page: Pick<Page, 'storage'>): void {
  page.storage.removeItem(MARK)
}
