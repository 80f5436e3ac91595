/**
 * Many screens ask the same questions: identical ones share an answer. Nobody is told less than the log held when they
 * asked: who asks after a new event waits for an answer that began after it, and one that was dear rests first, as
 * long as it took. All who ask meanwhile share that one.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { KpiReply } from '@shaotai/shared/contract/http.ts'

/** At one head an answer is the same but for the passing of time; none is shared that began longer ago. */
const SHARED_FOR_MS = 2_000
const LONGEST_REST_MS = 2_000
/** Questions remembered; screens ask a few dozen. */
const MOST = 200

interface Shared<T> {
  answer: Promise<T>
  /** All up to it is in the answer. */
  head: number
}
interface Begun<T> extends Shared<T> {
  begunAt: number
  /** Comes when it is answered and has rested. */
  rested: Promise<void>
  isRested: boolean
  /** What begins then. */
  next: Shared<T> | null
}

/** `elapsed` never runs backwards, ms. `head` is where the log stands as the asker comes; `compute` reads no less. */
export function openSharedAnswers<T = KpiReply>(
  elapsed: () => number,
  rest: (ms: number) => Promise<unknown> = (ms) => sleep(ms, undefined, { ref: false }),
) {
  const held = new Map<string, Begun<T>>()

  function begin(question: string, head: number, compute: () => Promise<T>): Promise<T> {
    const begunAt = elapsed()
    const answer = compute()
    const rested = answer.then(
      () => rest(Math.min(LONGEST_REST_MS, elapsed() - begunAt)),
      // A failure is nobody's answer but that of those who waited for it.
      () => void (held.get(question) === mine && held.delete(question)),
    )
    const mine: Begun<T> = {
      answer,
      head,
      begunAt,
      rested: rested.then(() => void (mine.isRested = true)),
      isRested: false,
      next: null,
    }
    held.delete(question)
    if (held.size >= MOST) held.delete(held.keys().next().value!)
    held.set(question, mine)
    return answer
  }

  return function share(question: string, head: number, compute: () => Promise<T>): Promise<T> {
    const known = held.get(question)
    if (known && known.head >= head && elapsed() - known.begunAt < SHARED_FOR_MS) return known.answer
    if (!known || known.isRested) return begin(question, head, compute)
    if (known.next) known.next.head = Math.max(known.next.head, head)
    else {
      const next: Shared<T> = {
        head,
        answer: known.rested.then(() => begin(question, next.head, compute)),
      }
      known.next = next
    }
    return known.next!.answer
  }
}
