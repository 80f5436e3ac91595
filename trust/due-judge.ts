/** Was every deadline event told exactly once, at its own instant? Pure, over what a log holds. */

/** The four that a case owes once its limit is used three times over, in order. */
export const OWED = ['case.near_due', 'case.overdue', 'case.overdue_twice', 'case.overdue_thrice'] as const
export interface Told {
  caseId: string
  type: string
  /** Epoch ms. */
  at: number
}
export interface Filed {
  caseId: string
  filedAt: number
}

/** A sentence for each fault; `limitMs` is natural time. */
export function judgeMarks(filed: readonly Filed[], told: readonly Told[], limitMs: number): string[] {
  const faults: string[] = []
  const DUE_AFTER = [0.8 * limitMs, limitMs + 1, 2 * limitMs, 3 * limitMs]
  const byCase = Map.groupBy(told, ({ caseId }) => caseId)
  for (const { caseId, filedAt } of filed) {
    const its = byCase.get(caseId) ?? []
    for (const [i, type] of OWED.entries()) {
      const found = its.filter((it) => it.type === type)
      if (found.length !== 1) faults.push(`${caseId}: ${type} was told ${found.length} times`)
      const off = found[0] ? Math.abs(found[0].at - (filedAt + DUE_AFTER[i]!)) : 0
      if (off > 2) faults.push(`${caseId}: ${type} was told for an instant ${off} ms off`)
    }
    const inOrder = its.map(({ type }) => (OWED as readonly string[]).indexOf(type))
    if (inOrder.some((n, i) => i > 0 && n < inOrder[i - 1]!)) faults.push(`${caseId}: told out of order`)
  }
  return faults
}
