/** What a field may name, by the list that it refers to. A list that is not there: its codes are typed. */
import type { Choice } from '../../parts/choice.ts'

export interface Referred extends Choice {
  /** Of a figure. */
  unit?: 'cases' | 'share' | 'seconds'
}
export type References = ReadonlyMap<string, readonly Referred[]>
export const nameAmong = (references: References, list: string, key: string): string =>
  references.get(list)?.find((it) => it.value === key)?.name ?? key
