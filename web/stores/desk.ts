/**
 * What a desk is looking at: the chosen case, and the step that a key or the command bar asked for. The queue moves the
 * choice, the case's panel carries the step out; neither knows the other.
 */
import type { Action } from '@shaotai/shared/domain/lifecycle.ts'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** A step that somebody asked for, and what they said with it already: `d 城管局`, `延 等材料`. */
export interface Asked {
  action: Action
  department?: string
  into?: string
  reason?: string
  /** Whatever else of its command is known already, as it is sent. */
  body?: Readonly<Record<string, unknown>>
}
/** On a screen for one column: which of them is in front. */
export type Column = 'queue' | 'case' | 'side'

export const useDesk = defineStore('desk', () => {
  const selected = shallowRef<string | null>(null)
  const asked = shallowRef<Asked | null>(null)
  /** Cases marked for one step on all of them. */
  const marked = shallowRef<ReadonlySet<string>>(new Set())
  /** Somebody is on the telephone: the form for a new report is open. */
  const intakeOpen = shallowRef(false)
  const column = shallowRef<Column>('queue')

  function select(id: string | null): void {
    if (id === selected.value) return
    selected.value = id
    asked.value = null
  }
  const ask = (it: Asked | null): void => void (asked.value = it)
  function mark(id: string): void {
    const next = new Set(marked.value)
    if (!next.delete(id)) next.add(id)
    marked.value = next
  }
  const unmarkAll = (): void => void (marked.value = new Set())
  return { selected, asked, marked, intakeOpen, column, select, ask, mark, unmarkAll }
})
