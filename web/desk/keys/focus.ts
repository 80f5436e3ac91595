/** Where the focus is, as the keys see it. Knows the page's elements and no key. */
import type { Press } from './keys.ts'

/** What is pressed in these is theirs: letters are written, or choose by their first letter. */
const WRITES =
  'input, textarea, select, [contenteditable], [role=combobox], [role=menu], [role=dialog], [role=grid]'
const QUIET_INPUTS = 'input:is([type=checkbox], [type=radio], [type=button], [type=file])'

/** `list`: the queue itself. A choice of somebody else's takes letters for its own. */
export function focusOf(target: EventTarget | null, list: HTMLElement | null): Press['focus'] {
  if (!(target instanceof Element) || target === document.body) return 'list'
  if (target === list) return 'list'
  if (target.closest('[role=listbox]')) return 'typing'
  if (target.closest(WRITES) && !target.matches(QUIET_INPUTS)) return 'typing'
  return 'elsewhere'
}
export const pressOf = (event: KeyboardEvent, list: HTMLElement | null): Press => ({
  key: event.key,
  code: event.code,
  ctrl: event.ctrlKey || event.metaKey,
  shift: event.shiftKey,
  alt: event.altKey,
  // 229: an input method has taken the key, also in browsers that end the composition first.
  composing: event.isComposing || event.keyCode === 229,
  focus: focusOf(event.target, list),
})
