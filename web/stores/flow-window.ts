/** Which days the flow chart covers, and how they are grouped: pure. */

export interface FlowWindow {
  /** Epoch ms, [from, to). */
  from: number
  to: number
  by: 'day' | 'month'
  /** Every group of the window, in order, empty ones too: a day without a report is a fact. */
  groups: string[]
}

const DAY_MS = 86_400_000
const USUAL_DAYS = 14
/** More bars than this in a strip are a smear: two months of days, or eleven years of months. */
const MOST_DAYS = 62
const MOST_BARS = 132

/** `now` is epoch ms; days are those of the screen's time zone. Unreadable or absent ends: the last 14 days. */
export function flowWindow(asked: { from: string | null; to: string | null }, now: number): FlowWindow {
  const given = (text: string | null) => (text && Number.isFinite(Date.parse(text)) ? Date.parse(text) : null)
  const to = given(asked.to) ?? startOfDay(now, 1)
  const from = given(asked.from) ?? startOfDay(to - 1, 1 - USUAL_DAYS)
  const by = to - from > MOST_DAYS * DAY_MS ? 'month' : 'day'
  const groups: string[] = []
  for (let at = new Date(from); at.getTime() < to; step(at, by)) groups.push(nameOf(at, by))
  return { from, to, by, groups: groups.slice(-MOST_BARS) }
}

function startOfDay(at: number, plusDays: number): number {
  const day = new Date(at)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + plusDays).getTime()
}
function step(at: Date, by: 'day' | 'month'): void {
  if (by === 'day') at.setDate(at.getDate() + 1)
  else at.setMonth(at.getMonth() + 1, 1)
}
function nameOf(at: Date, by: 'day' | 'month'): string {
  const month = `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}`
  return by === 'month' ? month : `${month}-${String(at.getDate()).padStart(2, '0')}`
}
