/** Whether somebody may leave where they are: a form with unsaved changes asks first. One form at a time. */
import { shallowRef } from 'vue'

/** Something is not saved. */
export const isUnsaved = shallowRef(false)
/** Asked: it waits for an answer. */
export const question = shallowRef<((leave: boolean) => void) | null>(null)

/** True at once where nothing would be lost; else when a person has said so. */
export function mayLeave(): boolean | Promise<boolean> {
  if (!isUnsaved.value) return true
  return new Promise((answer) => {
    question.value = (leave) => {
      question.value = null
      if (leave) isUnsaved.value = false
      answer(leave)
    }
  })
}
