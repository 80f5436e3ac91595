/** What the keys do: one listener on the page, the table of keys.ts, and the hands that it is given. */
import { onBeforeUnmount, onMounted } from 'vue'
import { pressed, type KeyId, type Pressed } from './keys.ts'
import { pressOf } from './focus.ts'

export interface Hands {
  list: () => HTMLElement | null
  act: (id: KeyId) => void
  view: (n: number) => void
}

const isDialogOpen = (): boolean => document.querySelector('[role=dialog]') !== null

export function useKeys({ list, act, view }: Hands): void {
  function press(event: KeyboardEvent): void {
    // Whoever had it first has answered it: a form that closed itself, a list that moved.
    if (event.defaultPrevented || isDialogOpen()) return
    const what: Pressed = pressed(pressOf(event, list()))
    if (!what) return
    event.preventDefault()
    if ('view' in what) view(what.view)
    else act(what.id)
  }
  onMounted(() => addEventListener('keydown', press))
  onBeforeUnmount(() => removeEventListener('keydown', press))
}
