/**
 * The driver: an open loop that sends at its own pace whatever the server does, so that a slow answer does
 * not slow the questions. What is unknown is sent again with the same key until it is known. Everything is
 * in the ledger before it is sent and after it is answered.
 */
import type { Kind, Sensitivity } from '@shaotai/shared/domain/vocabulary.ts'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'
import type { Answer, Ledger } from './ledger.ts'
import type { Plan, Request } from './load-plan.ts'
import type { Random } from './random.ts'

export interface LoadOptions {
  url: string
  eventsPerSecond: number
  plan: Plan
  ledger: Ledger
  random: Random
  token: (role: Role) => string
}
export interface LoadCount {
  /** Events somebody wanted in the log. */
  asked: number
  acknowledged: number
  /** Requests with more than one event. */
  several: number
  requests: number
  /** Sendings without an answer that says what became of them. */
  unknown: number
  /** Of these: cut or timed out after they had left, or answered with a fault; the others found nobody listening. */
  cut: number
  /** Sendings after the first. */
  repeated: number
  refused: Record<string, number>
  /** Turns of the schedule that were left out because too much was unanswered. */
  heldBack: number
}
export interface Load {
  count: LoadCount
  unanswered: () => number
  /** Sends nothing new from here on; what is unknown is still asked after. */
  stop: () => void
  /** Ends the asking too. */
  abandon: () => void
}

const TURN_MS = 50
const ANSWER_WITHIN_MS = 10_000
/** Beyond this many unanswered requests a real source would be out of memory as well. */
const MOST_UNANSWERED = 200

export function startLoad({ url, eventsPerSecond, plan, ledger, random, token }: LoadOptions): Load {
  const count: LoadCount = {
    asked: 0,
    acknowledged: 0,
    several: 0,
    requests: 0,
    unknown: 0,
    cut: 0,
    repeated: 0,
    refused: {},
    heldBack: 0,
  }
  let unanswered = 0
  let abandoned = false
  const told = new Set<string>()
  const begun = performance.now()
  let due = 0

  const turn = (): void => {
    due = ((performance.now() - begun) / 1_000) * eventsPerSecond
    while (count.asked + count.heldBack < due) {
      if (unanswered >= MOST_UNANSWERED) {
        count.heldBack += 1
        continue
      }
      for (const request of plan.next()) {
        count.asked += request.operations.length
        count.requests += 1
        if (request.operations.length > 1) count.several += 1
        unanswered += 1
        void settle(request).finally(() => (unanswered -= 1))
      }
    }
  }
  const timer = setInterval(turn, TURN_MS)

  /** Asks until every operation of the request is known. */
  const settle = async (request: Request): Promise<void> => {
    for (let attempt = 1; !abandoned; attempt += 1) {
      for (const { op, want } of request.operations)
        ledger.write({ at: performance.now(), op, is: 'invoke', attempt, want })
      if (attempt > 1) count.repeated += 1
      if (record(request, await send(request))) return
      await new Promise((resolve) =>
        setTimeout(resolve, random.between(0.5, 1) * Math.min(1_200, 150 * 1.5 ** attempt)),
      )
    }
  }

  const send = async (request: Request): Promise<{ status: number; body: unknown } | { why: string }> => {
    try {
      const answer = await fetch(url + request.path, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${token(request.as)}`,
          ...(request.header !== null && { 'idempotency-key': request.header }),
        },
        body: JSON.stringify(request.body),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      })
      return { status: answer.status, body: await answer.json() }
    } catch (fault) {
      return {
        why: String(((fault as Error).cause as Error | undefined)?.message ?? (fault as Error).message),
      }
    }
  }

  /** Into the ledger; false while anything of the request is unknown. */
  const record = (request: Request, got: Awaited<ReturnType<typeof send>>): boolean => {
    const at = performance.now()
    const items: { status: number; code?: string }[] | null =
      'why' in got
        ? null
        : got.status === 207
          ? (got.body as { results: { status: number }[] }).results
          : request.operations.map(() => ({ ...(got.body as object), status: got.status }))
    let isKnown = true
    request.operations.forEach(({ op, want, action }, i) => {
      const item = items?.[i]
      if (!item || item.status >= 500) {
        isKnown = false
        count.unknown += 1
        if (!('why' in got) || !got.why.includes('ECONNREFUSED')) count.cut += 1
        return ledger.write({
          at,
          op,
          is: 'info',
          why: 'why' in got ? got.why : `${item?.status} ${item?.code}`,
        })
      }
      if (item.status >= 400) {
        const code = item.code ?? String(item.status)
        count.refused[code] = (count.refused[code] ?? 0) + 1
        return ledger.write({ at, op, is: 'fail', code })
      }
      const { caseId = want.caseId!, seq, version } = item as unknown as Answer
      ledger.write({ at, op, is: 'ok', answer: { caseId, seq, version } })
      count.acknowledged = told.add(op).size
      const { department, kind, sensitivity } = (
        Array.isArray(request.body) ? request.body[i] : request.body
      ) as {
        department?: string
        kind?: Kind
        sensitivity?: Sensitivity
      }
      plan.learn(caseId, version, action, {
        department: department ?? null,
        kind: kind ?? null,
        isSecret: sensitivity === 'secret',
      })
    })
    return isKnown
  }

  return {
    count,
    unanswered: () => unanswered,
    stop: () => clearInterval(timer),
    abandon: () => {
      clearInterval(timer)
      abandoned = true
    },
  }
}
