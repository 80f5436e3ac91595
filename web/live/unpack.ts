/** From what the socket handed over to what the sync machine takes. Knows the wire's packing, not its rules. */
import { PROBLEM_CODES, type Problem, type ProblemCode } from '@shaotai/shared/contract/problem.ts'
import { decodingSnapshot } from '@shaotai/shared/contract/snapshot.ts'
import type { HelloAnswer } from '@shaotai/shared/contract/socket.ts'
import { inSteps, type Pace } from './in-steps.ts'
import type { Answer } from './sync-state.ts'

/** Rows of a snapshot between two looks at the time. */
const AT_ONCE = 200
const PACE: Pace = { stepMs: 8, pauseMs: 0 }

/** A snapshot's body is gzip of its text. Never throws: what cannot be read is `unreadable`. */
export async function unpackAnswer(answer: HelloAnswer): Promise<Answer> {
  if (answer?.mode === 'delta') return answer
  if (answer?.mode === 'refused') return answer
  try {
    const picture = (await inSteps(decodingSnapshot(await gunzip(answer.body), AT_ONCE), PACE))!
    // The envelope and the body are written in one instant (H5); if they differ, neither can be trusted.
    if (picture.epoch !== answer.epoch || picture.seq !== answer.seq) return { mode: 'unreadable' }
    return { mode: 'snapshot', picture, audience: answer.audience }
  } catch {
    return { mode: 'unreadable' }
  }
}

function gunzip(body: Uint8Array | ArrayBuffer): Promise<string> {
  const stream = new Blob([body as BlobPart]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Response(stream).text()
}

/** A refusal at the handshake: middleware errors carry a problem in `data`, or at least a code as message. */
export function problemOf(error: Error & { data?: unknown }): Problem | null {
  const data = error.data as Partial<Problem> | undefined
  if (isCode(data?.code)) return data as Problem
  if (isCode(error.message)) {
    return {
      type: `urn:shaotai:problem:${error.message}`,
      title: '',
      status: 401,
      detail: '',
      code: error.message,
    }
  }
  return null
}

const isCode = (it: unknown): it is ProblemCode => PROBLEM_CODES.includes(it as ProblemCode)
