/** Gathers what the panels derive from: the one place where stores and clock meet the panels. */
import { computed } from 'vue'
import { useClock } from '../clock/use-clock.ts'
import type { PanelInputs } from '../panels/panel.ts'
import { useDirectory } from '../stores/directory.ts'
import { useFigures } from '../stores/figures.ts'
import { useLive } from '../stores/live.ts'
import { usePreferences } from '../stores/preferences.ts'
import { linkWords } from './link-words.ts'

export function useWallInputs() {
  const clock = useClock()
  const live = useLive()
  const store = useFigures()
  const directory = useDirectory()
  const preferences = usePreferences()
  const dateOf = (at: number | null | undefined) =>
    at === null || at === undefined ? null : clock.dateOf(at)

  const inputs = computed<PanelInputs>(() => ({
    picture: live.picture,
    changes: live.changes,
    figures: store.figures,
    flow: store.flow,
    names: directory.names,
    words: preferences.words,
    language: preferences.language,
    now: clock.wall.value,
    rightAt: {
      picture: dateOf(live.rightAt),
      // Figures that stand at the newest seq are as right as the link is.
      figures: dateOf(isNewest() ? live.rightAt : store.figures?.readAt),
      flow: dateOf(store.flow?.readAt),
    },
  }))
  const isNewest = () =>
    store.figures !== null && live.picture !== null && store.figures.asOfSeq >= live.picture.seq

  const link = computed(() =>
    linkWords(live.link, {
      now: Math.max(clock.beat.value, live.link?.heardAt ?? 0),
      dateOf: clock.dateOf,
      hasPicture: live.picture !== null,
      words: preferences.words,
      language: preferences.language,
    }),
  )
  return { inputs, link }
}
