/**
 * Gathers the open cases on a thread of their own (cluster-worker.ts), so that ten thousand of them cost the page
 * a message. One question under way at a time and the newest one next: a slow worker skips, it never queues.
 */
import { whatChanged, type Answer, type Question } from '../layers/cluster-desk.ts'
import type { Gathered } from '../layers/clusters.ts'
import type { Bounds } from '../layers/geometry.ts'
import { isLocated, type Located, type OpenCases } from '../layers/open-cases.ts'

type Cases = OpenCases['all']

export interface ClusterFeeder {
  show(cases: Cases, bounds: Bounds, zoom: number): void
  /** Located cases of the last answer. */
  size(): number
  stop(): void
}

/** `onGathered` hears every answer; a case that closed meanwhile is not in it. `onImpossible`: there is no such thread here. */
export function openClusterFeeder(
  radiusPx: number,
  onGathered: (found: readonly Gathered<Located>[]) => void,
  onImpossible: () => void,
): ClusterFeeder {
  const worker = new Worker(new URL('./cluster-worker.ts', import.meta.url), { type: 'module' })
  /* oxlint-disable unicorn/require-post-message-target-origin -- a worker hears its page alone */
  worker.postMessage(radiusPx)
  let told: Cases = new Map()
  let wanted: { cases: Cases; bounds: Bounds; zoom: number } | null = null
  let busy = false
  let size = 0

  function ask(): void {
    if (busy || !wanted) return
    const { cases, bounds, zoom } = wanted
    wanted = null
    busy = true
    worker.postMessage({ ...whatChanged(told, cases), bounds, zoom } satisfies Question)
    /* oxlint-enable unicorn/require-post-message-target-origin */
    told = cases
  }
  worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
    busy = false
    size = data.size
    onGathered(data.found.flatMap((it) => withCase(it, told)))
    ask()
  })
  worker.addEventListener('error', onImpossible)
  return {
    show: (cases, bounds, zoom) => {
      wanted = { cases, bounds, zoom }
      ask()
    },
    size: () => size,
    stop: () => worker.terminate(),
  }
}

function withCase(it: Answer['found'][number], cases: Cases): Gathered<Located>[] {
  if (!it.single) return [{ ...it, single: null }]
  const single = cases.get(it.single.id)
  return single && isLocated(single) ? [{ ...it, single }] : []
}
