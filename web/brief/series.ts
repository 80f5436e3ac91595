/** The course of a figure as one line: what each point is. Pure. */
import type { BriefReading } from '../stores/brief-figures.ts'
import { POOLED_DAYS } from '../stores/brief-periods.ts'

/** Fewer cases than these make no point: a share of the pooled days, a middle of one. */
const LEAST_SHARE = 20
const LEAST_MIDDLE = 10

/**
 * A share: of the seven days to each day together, which is exact, for every case has one day. A middle: of the day. A
 * number of open cases: the one of today less what moved after the day. Null where a point would be chance.
 */
export function courseOfFigure(
  reading: BriefReading | undefined,
  id: string,
  openNow: number | null = null,
): (number | null)[] {
  if (!reading) return []
  const { groups, items } = reading
  const byDay = (figure: string) =>
    new Map(items.filter((it) => it.id === figure).map((it) => [it.group, it]))
  if (id === 'backlog') {
    if (openNow === null) return []
    const moves = byDay('net_flow')
    const line: number[] = []
    let open = openNow
    for (const group of groups.toReversed()) {
      line.unshift(open)
      open -= moves.get(group)?.value ?? 0
    }
    return line
  }
  const its = byDay(id)
  if (items.find((it) => it.id === id)?.unit !== 'share')
    return groups.map((group) => {
      const it = its.get(group)
      return it && it.n >= LEAST_MIDDLE ? it.value : null
    })
  return groups.map((_, i) => {
    const days = groups.slice(Math.max(0, i + 1 - POOLED_DAYS), i + 1).map((group) => its.get(group))
    const of = (side: 'numerator' | 'denominator') => days.reduce((sum, it) => sum + (it?.[side] ?? 0), 0)
    return of('denominator') < LEAST_SHARE ? null : of('numerator') / of('denominator')
  })
}
