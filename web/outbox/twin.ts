/**
 * Whether this tab is a copy. A duplicated tab begins with the other's session storage, kept actions among it; both would
 * send them, and what one person cancelled in one tab would be done by the other. The tab that was there first keeps them.
 * Tabs of one browser ask each other; no server is asked, and it works where there is no TLS.
 */
const CHANNEL = 'shaotai.tabs'
/** A tab in the background answers within a few milliseconds; one that says nothing for so long is not there. */
const ANSWERS_WITHIN_MS = 300

type Said = { is: 'asks' | 'has'; tab: string; page: string }

/** `tab`: what its session storage calls it, and a copy's as well. `page`: of this page alone. */
export function openTwinWatch(tab: string, page: string): { isCopy: Promise<boolean>; close: () => void } {
  const channel = new BroadcastChannel(CHANNEL)
  let settle = (_isCopy: boolean): void => {}
  let isSettled = false
  const isCopy = new Promise<boolean>((resolve) => {
    settle = (it) => {
      if (isSettled) return
      isSettled = true
      // Once it knows that it is a copy it is another tab, and answers for this one no more.
      if (it) channel.close()
      resolve(it)
    }
  })
  channel.addEventListener('message', ({ data }: MessageEvent<Said>) => {
    if (data.tab !== tab || data.page === page) return
    if (data.is === 'has') settle(true)
    // Of two that ask at once, as after a restart of the browser, one has to be first.
    else if (isSettled || page < data.page) tell('has')
  })
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel reaches its own origin alone
  const tell = (is: Said['is']): void => channel.postMessage({ is, tab, page } satisfies Said)
  tell('asks')
  setTimeout(() => settle(false), ANSWERS_WITHIN_MS)
  return { isCopy, close: () => channel.close() }
}
