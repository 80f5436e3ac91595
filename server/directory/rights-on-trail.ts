/** A person's rights as a row of the audit trail tells them: in codes, and within its bound. Judges nothing. */
import type { PersonEntry } from '@shaotai/shared/contract/sign-in.ts'

export type Rights = Pick<PersonEntry, 'role' | 'department' | 'cleared' | 'areas'>
type Told = Record<'role' | 'department' | 'areas', string> & { cleared: boolean }
/** A row of the trail has a bound; of whoever has more areas than fit it says how many. */
const MOST_TOLD = 600

/** Rights as codes for the trail. */
export function toldOf({ role, department, cleared, areas }: Rights): Told {
  const codes = areas.toSorted().join(' ')
  const told = Buffer.byteLength(codes) <= MOST_TOLD ? codes : `${areas.length} areas`
  return { role, department: department ?? '', cleared, areas: told }
}
/** What differs of it, as it is and as it was. */
export function changesOf(before: Rights, after: Rights): Record<string, string | boolean> {
  const [was, is] = [toldOf(before), toldOf(after)]
  const fields = (Object.keys(is) as (keyof Told)[]).filter((field) => is[field] !== was[field])
  return Object.fromEntries(
    fields.flatMap((it) => [
      [it, is[it]],
      [`${it}Was`, was[it]],
    ]),
  )
}
