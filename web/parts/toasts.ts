/** What has just been done or has gone wrong, said once at the page's edge. PartToasts draws them. */
import { shallowRef } from 'vue'

export interface Toast {
  id: number
  text: string
  tone: 'good' | 'bad'
}
export const toasts = shallowRef<readonly Toast[]>([])
let last = 0

export function say(text: string, tone: Toast['tone'] = 'good'): void {
  toasts.value = [...toasts.value, { id: ++last, text, tone }]
}
export function unsay(id: number): void {
  toasts.value = toasts.value.filter((it) => it.id !== id)
}
