/** Two sets of rules over the same cases: what fires, what moves, and what the dispatchers made of it. Pure. */
import type { Calendar } from '../calendar/calendar.ts'
import type { RoutingRule } from '../../directory/lists/routing-rule-fields.ts'
import { route, type RoutingFacts } from './route.ts'

/** A case of the past: what rules may look at, and the department that it ended with; null: nobody has it yet. */
export interface PastCase extends RoutingFacts {
  department: string | null
}
export interface Agreement {
  agreed: number
  /** Matched by a rule and dispatched by somebody. */
  of: number
}
export interface Comparison {
  rules: { code: string; department: string; fired: number; agreement: Agreement }[]
  /** Of the rules as they are, and of those asked about. */
  standing: { unmatched: number; agreement: Agreement }
  asked: { unmatched: number; agreement: Agreement }
  moved: number
  /** Most first; null: no rule matches. */
  moves: { from: string | null; to: string | null; cases: number }[]
}
type Ordered = readonly { rule: RoutingRule }[]

const nobody = (): { unmatched: number; agreement: Agreement } => ({
  unmatched: 0,
  agreement: { agreed: 0, of: 0 },
})
const MOST_MOVES = 200

/** Both in order. */
export function compareRules(
  cases: readonly PastCase[],
  standing: Ordered,
  asked: Ordered,
  calendar: Calendar,
): Comparison {
  const perRule = new Map(
    asked.map(({ rule: { code, department } }) => [
      code,
      { code, department, fired: 0, agreement: { agreed: 0, of: 0 } },
    ]),
  )
  const totals = { standing: nobody(), asked: nobody() }
  const moves = new Map<string, { from: string | null; to: string | null; cases: number }>()
  let moved = 0
  for (const it of cases) {
    const before = route(standing, it, calendar)?.rule ?? null
    const after = route(asked, it, calendar)?.rule ?? null
    count(totals.standing, before, it.department)
    count(totals.asked, after, it.department)
    if (after) {
      const own = perRule.get(after.code)!
      own.fired += 1
      agree(own.agreement, after, it.department)
    }
    const [from, to] = [before?.department ?? null, after?.department ?? null]
    if (from === to) continue
    moved += 1
    const key = `${from}\n${to}`
    const move = moves.get(key) ?? { from, to, cases: 0 }
    move.cases += 1
    moves.set(key, move)
  }
  const most = [...moves.values()].toSorted(
    (a, b) => b.cases - a.cases || (`${a.from}${a.to}` < `${b.from}${b.to}` ? -1 : 1),
  )
  return { rules: [...perRule.values()], ...totals, moved, moves: most.slice(0, MOST_MOVES) }
}

function count(total: ReturnType<typeof nobody>, fired: RoutingRule | null, department: string | null): void {
  if (fired) agree(total.agreement, fired, department)
  else total.unmatched += 1
}
function agree(agreement: Agreement, fired: RoutingRule, department: string | null): void {
  if (department === null) return
  agreement.of += 1
  if (department === fired.department) agreement.agreed += 1
}
