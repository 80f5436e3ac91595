/**
 * Gathers the open cases on a thread of their own (cluster-worker.ts), so that ten thousand of them cost the page
 * a message. One question under way at a time and the newest one next: a slow worker skips, it never queues. Where
 * there is no such thread they are gathered here.
 */
import { openClusterDesk, toTell, type Answer, type Question } from '../layers/cluster-desk.ts'
import type { Gathered } from '../layers/clusters.ts'
import type { Bounds } from '../layers/geometry.ts'
import { changesSince, isLocated, type Located, type OpenCases } from '../layers/open-cases.ts'

type Cases = OpenCases['all']
interface Wanted {
  cases: OpenCases
  bounds: Bounds
  zoom: number
}

export interface ClusterFeeder {
  show(cases: OpenCases, bounds: Bounds, zoom: number): void
  /** Located cases of the last answer. */
  size(): number
  stop(): void
}

/** `onGathered` hears every answer; a case that closed meanwhile is not in it. */
export function openClusterFeeder(
  radiusPx: number,
  onGathered: (found: readonly Gathered<Located>[]) => void,
): ClusterFeeder {
  let told: Cases = new Map()
  let wanted: Wanted | null = null
  let asked: Wanted | null = null
  let size = 0
  let desk = openThread(radiusPx, hear, gatherHere)

  function ask(): void {
    if (asked || !wanted) return
    asked = wanted
    wanted = null
    const { cases, bounds, zoom } = asked
    const question = { ...toTell(changesSince(told, cases)), bounds, zoom }
    told = cases.all
    desk.ask(question)
  }
  function hear(answer: Answer): void {
    asked = null
    size = answer.size
    onGathered(answer.found.flatMap((it) => withCase(it, told)))
    ask()
  }
  function gatherHere(): void {
    desk.stop()
    const here = openClusterDesk(radiusPx)
    desk = { ask: (question) => hear(here.ask(question)), stop: () => {} }
    told = new Map() // this desk knows nothing yet
    wanted ??= asked
    asked = null
    ask()
  }
  return {
    show: (cases, bounds, zoom) => {
      wanted = { cases, bounds, zoom }
      ask()
    },
    size: () => size,
    stop: () => desk.stop(),
  }
}

interface Desk {
  ask(question: Question): void
  stop(): void
}
function openThread(radiusPx: number, onAnswer: (answer: Answer) => void, onImpossible: () => void): Desk {
  const worker = new Worker(new URL('./cluster-worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => onAnswer(data))
  worker.addEventListener('error', onImpossible)
  /* oxlint-disable unicorn/require-post-message-target-origin -- a worker hears its page alone */
  worker.postMessage(radiusPx)
  return { ask: (question) => worker.postMessage(question), stop: () => worker.terminate() }
  /* oxlint-enable unicorn/require-post-message-target-origin */
}

function withCase(it: Answer['found'][number], cases: Cases): Gathered<Located>[] {
  if (!it.single) return [{ ...it, single: null }]
  const single = cases.get(it.single.id)
  return single && isLocated(single) ? [{ ...it, single }] : []
}
