/**
 * A load judged beside the server's own work: large outlines in a thread of their own, which is ended when it takes
 * too long. The answer is the same wherever it was found.
 */
import { Worker } from 'node:worker_threads'
import type { AreaChange } from '@shaotai/shared/contract/areas.ts'
import type { PlacedArea } from '@shaotai/shared/domain/area.ts'
import { finding, isRefused, type AreaFinding } from '@shaotai/shared/domain/area-finding.ts'
import { changesBetween } from './area-changes.ts'
import { checkAreas, type AreaQuestion } from './check-areas.ts'
import { JUDGE_MS } from './fit-limits.ts'

export interface LoadQuestion extends Omit<AreaQuestion, 'standing'> {
  /** What is loaded now. */
  standing: readonly PlacedArea[]
  /** Whether those that are not given go. */
  replace: boolean
}
export interface Judgement {
  areas: PlacedArea[]
  findings: AreaFinding[]
  /** Of a load that is refused: none. */
  changes: Omit<AreaChange, 'openCases'>[]
}

export function judgeLoad({ standing, replace, ...question }: LoadQuestion): Judgement {
  const { areas, findings } = checkAreas({ ...question, standing: replace ? [] : standing })
  if (isRefused(findings)) return { areas, findings, changes: [] }
  const given = new Set(areas.map(({ code }) => code))
  const after = replace ? areas : [...standing.filter(({ code }) => !given.has(code)), ...areas]
  return { areas, findings, changes: changesBetween(standing, after) }
}

/** Corners that are judged in a few hundredths of a second, sooner than a thread is started. */
const FEW_CORNERS = 4_000

export async function judge(question: LoadQuestion, withinMs = JUDGE_MS): Promise<Judgement> {
  if (cornersOf(question) <= FEW_CORNERS) return judgeLoad(question)
  const worker = new Worker(new URL('judge-thread.ts', import.meta.url), { workerData: question })
  const clock = Promise.withResolvers<null>()
  const timer = setTimeout(() => clock.resolve(null), withinMs)
  try {
    const answer = new Promise<Judgement>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
    const judgement = await Promise.race([answer, clock.promise])
    if (judgement) return judgement
    return {
      areas: [],
      findings: [finding('too_long', { count: Math.round(withinMs / 1000) })],
      changes: [],
    }
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}

/** Of what is given and what stands, well counted or not: anything may be in the place of a corner. */
const cornersOf = ({ features, standing }: LoadQuestion): number =>
  [...features, ...standing].reduce<number>((sum, it) => {
    const { geometry } = (it ?? {}) as { geometry?: { coordinates?: unknown } | null }
    return sum + leavesOf(geometry?.coordinates, 5) / 2
  }, 0)

const leavesOf = (value: unknown, depth: number): number =>
  depth > 0 && Array.isArray(value) ? value.reduce<number>((sum, it) => sum + leavesOf(it, depth - 1), 0) : 1
