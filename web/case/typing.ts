/** Whether a key belongs to something that is being filled in, and not to the page. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.isComposing) return true
  const at = event.target
  // The desk's queue is a list whose letters and digits are the page's.
  if (at instanceof HTMLElement && at.matches('[data-page-keys]')) return false
  return (
    at instanceof HTMLElement &&
    (at.isContentEditable ||
      at.closest('textarea, select, [role="combobox"], [role="listbox"], [role="dialog"]') !== null ||
      (at instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'submit'].includes(at.type)))
  )
}
