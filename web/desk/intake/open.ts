/** Whether the intake form is open, and what was written in it: kept while the desk is, in memory alone. */
import { shallowRef } from 'vue'

export const isIntakeOpen = shallowRef(false)
