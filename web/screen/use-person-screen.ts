/**
 * A page of a signed-in person over the live picture: who is here, whether they may, the link, and what its parts need
 * to say names and times. Knows nothing of what the page shows.
 */
import type { Profile } from '@shaotai/shared/domain/redact.ts'
import { computed, onBeforeUnmount, onMounted, shallowRef, watch } from 'vue'
import type { Reader } from '../case/reader.ts'
import { useClock } from '../clock/use-clock.ts'
import { useAreas } from '../stores/areas.ts'
import { useCalendar } from '../stores/calendar.ts'
import { useDirectory } from '../stores/directory.ts'
import { useLive } from '../stores/live.ts'
import { usePreferences } from '../stores/preferences.ts'
import { useSession } from '../stores/session.ts'
import { useZone } from '../stores/zone.ts'
import { areaName } from '../wall/area-names.ts'
import { linkWords } from '../wall/link-words.ts'
import { useLinkFont } from '../wall/use-link-font.ts'

/** `away`: the server does not answer, and is asked again. */
export type Standing = 'asking' | 'away' | 'signed_out' | 'not_yours' | 'here'
const AGAIN_MS = 5_000
/** Letters that are not needed yet wait until the first figures and rows are there. */
const LETTERS_AFTER_MS = 3_000

/**
 * `profile` null: the widest that the person may open. `mayWait`: while it says so the areas, a megabyte to read, are not
 * asked for, nor the link's code before somebody is here: a page that has something to show before them says it.
 */
export function usePersonScreen(profile: Profile | null, mayWait: () => boolean = () => false) {
  const [session, live, areas, calendar] = [useSession(), useLive(), useAreas(), useCalendar()]
  const [preferences, directory, zone, clock] = [usePreferences(), useDirectory(), useZone(), useClock()]
  const standing = shallowRef<Standing>('asking')
  useLinkFont(LETTERS_AFTER_MS)
  let timer: ReturnType<typeof setTimeout> | undefined

  const keepAreas = (): void => void (mayWait() || areas.keep())

  if (!mayWait()) void live.prepare().catch(() => {}) // beside the question who is here; opening tries again
  async function enter(): Promise<void> {
    try {
      await session.load()
    } catch {
      standing.value = 'away'
      timer = setTimeout(() => void enter(), AGAIN_MS)
      return
    }
    const audiences = session.person?.audiences ?? []
    const opens = profile ?? audiences.at(-1)
    if (!session.person) standing.value = 'signed_out'
    else if (opens === undefined || !audiences.includes(opens)) standing.value = 'not_yours'
    else {
      live.open(opens, null)
      await Promise.all([zone.read(), calendar.read(), directory.read()])
      keepAreas()
      standing.value = 'here'
    }
  }
  onMounted(enter)
  watch(
    () => live.link?.link === 'live',
    (isLive) => {
      if (!isLive) return
      void calendar.read() // a server may have begun anew
      keepAreas()
    },
  )
  watch(clock.beat, () => standing.value === 'here' && keepAreas())
  const leave = live.onPicture((...news) => {
    directory.follow(...news)
    areas.follow(...news)
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    leave()
    live.close()
  })

  const reader = computed<Reader>(() => ({
    words: preferences.words,
    language: preferences.language,
    now: clock.wall.value,
    calendar: calendar.value,
    ...directory.names,
    departments: directory.departments,
    area: (path) =>
      path
        .map((code) => (areas.tree ? areaName(areas.tree.byCode, code, preferences.language) : code))
        .join(' › '),
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
  return { standing, reader, link }
}
