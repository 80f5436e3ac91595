/** What stands behind a number or a row, and the way from there to the one place that shows it. */
import type { InjectionKey } from 'vue'

export interface Definition {
  title: string
  /** A sentence or two. */
  text: string
  rows: readonly { name: string; value: string }[]
  /** Where all of it is told, for screens that may open it. */
  opens?: { path: string; name: string }
}
/** Provided by the layout; a panel that hangs elsewhere explains nothing. */
export const EXPLAIN: InjectionKey<(definition: Definition) => void> = Symbol('explain')
