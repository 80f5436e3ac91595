/** Gathers what the panels derive from: the one place where stores and clock meet the panels. */
import type { Picture } from '@shaotai/shared/domain/picture.ts'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { useClock } from '../clock/use-clock.ts'
import { openThrottle } from '../clock/throttle.ts'
import type { PanelInputs } from '../panels/panel.ts'
import { lastMinute } from '../stores/changes.ts'
import { useCalendar } from '../stores/calendar.ts'
import { useDirectory } from '../stores/directory.ts'
import { useFigures } from '../stores/figures.ts'
import { useLive } from '../stores/live.ts'
import { usePreferences } from '../stores/preferences.ts'
import { useSession } from '../stores/session.ts'
import { areaName, isWithin, rootName, streetName, type Areas } from './area-names.ts'
import { linkWords } from './link-words.ts'

/** What the header says of the wall as a whole. */
export interface WallTitle {
  district: string | null
  /** The area that everything is narrowed to, or those that whoever looks has; null: the whole district. */
  area: string | null
}

/** In a storm the picture changes with every frame; from three metres nobody reads a list that does. */
const REST_MS = 400

const NO_AREAS: Areas = new Map()

/** `areas`: null until they are read. */
export function useWallInputs(areas: () => Areas | null) {
  const clock = useClock()
  const live = useLive()
  const store = useFigures()
  const directory = useDirectory()
  const preferences = usePreferences()
  const calendar = useCalendar()
  const session = useSession()
  const dateOf = (at: number | null | undefined) =>
    at === null || at === undefined ? null : clock.dateOf(at)

  const picture = computed(() => {
    const { area } = store
    return live.picture && area !== null ? narrowed(live.picture, areas() ?? NO_AREAS, area) : live.picture
  })
  const rightAt = computed<PanelInputs['rightAt']>(() => {
    const { month, flow, pace, spread, days } = store.readings
    const read = (it: { readAt: number } | null) => dateOf(it?.readAt)
    return {
      picture: dateOf(live.rightAt),
      month: read(month),
      flow: read(flow),
      pace: read(pace),
      spread: read(spread),
      days: read(days),
    }
  })
  const newest = computed<PanelInputs>(() => ({
    picture: picture.value,
    changes: {
      rows: live.changes.rows,
      moves: live.changes.moves,
      lastMinute: lastMinute(live.changes, clock.beat.value),
    },
    figures: store.readings,
    names: {
      ...directory.names,
      street: (code) => streetName(areas() ?? NO_AREAS, code, preferences.language),
    },
    words: preferences.words,
    language: preferences.language,
    now: clock.wall.value,
    calendar: calendar.value,
    opensCases: session.person !== null && session.token === null,
    rightAt: rightAt.value,
  }))
  const inputs = shallowRef(newest.value)
  const throttle = openThrottle(() => (inputs.value = newest.value), REST_MS)
  watch(newest, throttle.ask, { flush: 'sync' })
  onScopeDispose(throttle.stop)
  const namesOf = (codes: readonly string[] | null): string | null =>
    codes?.map((it) => areaName(areas() ?? NO_AREAS, it, preferences.language)).join(' · ') ?? null
  const title = computed<WallTitle>(() => ({
    district: rootName(areas() ?? NO_AREAS, preferences.language),
    area: namesOf(store.area === null ? live.scope : [store.area]),
  }))

  const link = computed(() =>
    linkWords(live.link, {
      now: Math.max(clock.beat.value, live.link?.heardAt ?? 0),
      dateOf: clock.dateOf,
      hasPicture: live.picture !== null,
      words: preferences.words,
      language: preferences.language,
    }),
  )
  return { inputs, link, title }
}

/** The picture of one area: its done cases too, so that what flowed there can be told. */
function narrowed(picture: Picture, areas: Areas, area: string): Picture {
  const cases = new Map([...picture.cases].filter(([, it]) => isWithin(areas, it.area, area)))
  return { ...picture, cases, done: picture.done.filter((id) => cases.has(id)) }
}
