/** The thread on which open cases are gathered: the first message says how far apart, every other one asks. */
import { openClusterDesk, type ClusterDesk, type Question } from '../layers/cluster-desk.ts'

let desk: ClusterDesk | null = null

self.addEventListener('message', ({ data }: MessageEvent<number | Question>) => {
  if (typeof data === 'number') desk = openClusterDesk(data)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker speaks to its page alone
  else self.postMessage(desk!.ask(data))
})
