/**
 * What a desk is looking at: the chosen case, and the step that a key or the command bar asked for. The queue moves the
 * choice, the case's panel carries the step out; neither knows the other.
 */
import type { Action } from '@shaotai/shared/domain/lifecycle.ts'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** A step that somebody asked for, and what they said with it already: `d 城管局`, `u 2d reason`. */
export interface Asked {
  action: Action
  department?: string
  into?: string
}

export const useDesk = defineStore('desk', () => {
  const selected = shallowRef<string | null>(null)
  const asked = shallowRef<Asked | null>(null)
  /** Cases marked for one step on all of them. */
  const marked = shallowRef<ReadonlySet<string>>(new Set())

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
  return { selected, asked, marked, select, ask, mark, unmarkAll }
})
