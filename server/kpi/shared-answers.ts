/**
 * Many walls ask the same questions: identical ones share an answer. At the same head, or of a named seq, an
 * answer is the same but for the passing of time. When the head has moved, a question is answered anew unless
 * that has cost too much of late; nothing is ever older than two seconds.
 */
import type { KpiReply } from '@shaotai/shared/contract/http.ts'

/** No answer is shared that began longer ago. */
const SHARED_FOR_MS = 2_000
/** What a question may cost in that time before askers who come after a new event share too. */
const COST_MS = 200
/** Questions remembered; walls ask a few dozen. */
const MOST = 200

interface Held<T> {
  answer: Promise<T>
  head: number
  begunAt: number
  /** The dear ones of late: when each began and how long it took, ms. */
  costs: { begunAt: number; ms: number }[]
}

/** `elapsed` never runs backwards, ms. `head` is where the log stands as the asker comes. */
export function openSharedAnswers<T = KpiReply>(elapsed: () => number) {
  const held = new Map<string, Held<T>>()
  return function share(question: string, head: number, compute: () => Promise<T>): Promise<T> {
    const begunAt = elapsed()
    const known = held.get(question)
    const costs = (known?.costs ?? []).filter((it) => begunAt - it.begunAt < SHARED_FOR_MS)
    if (known && begunAt - known.begunAt < SHARED_FOR_MS) {
      const spent = costs.reduce((sum, { ms }) => sum + ms, 0)
      if (known.head === head || spent > COST_MS) return known.answer
    }
    const answer = compute().then((it) => {
      costs.push({ begunAt, ms: elapsed() - begunAt })
      return it
    })
    held.delete(question)
    if (held.size >= MOST) held.delete(held.keys().next().value!)
    const mine = { answer, head, begunAt, costs }
    held.set(question, mine)
    // A failure is nobody's answer but the asker's.
    answer.catch(() => held.get(question) === mine && held.delete(question))
    return answer
  }
}
