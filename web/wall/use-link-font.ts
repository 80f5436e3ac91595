/**
 * Has the letters ready in which a lost link is told. The font comes in slices, when text needs them and from the server
 * that is then away: on a machine without Chinese fonts the one banner that must be read would be empty boxes.
 */
import { watch } from 'vue'
import { fontFor } from '../map/page-font.ts'
import { useLive } from '../stores/live.ts'
import { usePreferences } from '../stores/preferences.ts'
import { linkTexts } from './link-words.ts'

/** `afterMs`: where what is looked at first should come first. */
export function useLinkFont(afterMs = 0): void {
  const [live, preferences] = [useLive(), usePreferences()]
  watch(
    () => live.link?.link === 'live' && linkTexts(preferences.words, preferences.language),
    (texts) => texts && setTimeout(() => void fontFor(texts), afterMs),
    { immediate: true },
  )
}
