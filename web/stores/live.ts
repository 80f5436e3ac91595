/**
 * The live picture for the page: opens the link once, keeps what it publishes in shallow references that are
 * replaced and never mutated (a deep proxy over ten thousand cases is how such walls become slow).
 */
import type { Looking, SocketCommand, SocketCommandAnswer } from '@shaotai/shared/contract/socket.ts'
import type { Frame, Picture } from '@shaotai/shared/domain/picture.ts'
import type { Profile } from '@shaotai/shared/domain/redact.ts'
import { defineStore } from 'pinia'
import { computed, markRaw, shallowRef, watch } from 'vue'
import { useClock } from '../clock/use-clock.ts'
import type * as Connect from '../live/connect.ts'
import { forgetReload, reloadOnce } from '../live/reload-once.ts'
import type { LinkReport } from '../live/sync-state.ts'
import { afterFrames, afterSnapshot, afterTime, NO_CHANGES } from './changes.ts'

/** After the link's own code could not be fetched. */
const AGAIN_MS = 5_000
type Listener = (picture: Picture, frames: readonly Frame[], replaced: boolean) => void

export const useLive = defineStore('live', () => {
  const clock = useClock()
  const picture = shallowRef<Picture | null>(null)
  const changes = shallowRef(NO_CHANGES)
  const link = shallowRef<LinkReport | null>(null)
  /** What this screen asked to be; whatever else is read for it over HTTP asks for the same. */
  const audience = shallowRef<Profile>('wall')
  /** Whoever has areas is told of nothing else (H6); null: the whole district. */
  const scope = shallowRef<readonly string[] | null>(null)
  /** Who else has open what this desk looks at; null: not known. */
  const looking = shallowRef<Looking | null>(null)
  const listeners = new Set<Listener>()
  /** The link is a third of a page's code and is fetched apart: figures that come over HTTP need not wait for it. */
  const prepare = (): Promise<typeof Connect> => import('../live/connect.ts')
  let live: Connect.Live | null = null
  /** How often it was opened or closed. */
  let opened = 0

  const page = {
    storage: sessionStorage,
    reload: () => location.reload(),
    setTimer: (run: () => void, ms: number) => setTimeout(run, ms),
  }

  // What waits for its turn in the list comes in on the page's beat, not only when something else happens.
  watch(clock.beat, () => (changes.value = afterTime(changes.value, clock.now())))

  function open(profile: Profile, token: string | null): void {
    live?.close()
    live = null
    audience.value = profile
    opened += 1
    const own = opened
    const isOver = (): boolean => own !== opened // closed meanwhile, or opened as somebody else
    const tryOnce = (): void =>
      void prepare().then(
        ({ openLive }) => isOver() || begin(openLive, profile, token),
        () => page.setTimer(() => isOver() || tryOnce(), AGAIN_MS), // the server went away between page and link
      )
    tryOnce()
  }
  function begin(openLive: typeof Connect.openLive, profile: Profile, token: string | null): void {
    live = openLive({
      audience: profile,
      ...(token !== null && { token }),
      clock,
      random: () => Math.random(),
      onPicture: (news) => {
        const now = clock.now()
        if (scope.value?.join() !== news.audience.areas?.join()) scope.value = news.audience.areas ?? null
        changes.value = news.replaced
          ? afterSnapshot(news.picture)
          : afterTime(afterFrames(changes.value, news.frames, now), now)
        picture.value = markRaw(news.picture)
        for (const listener of listeners) listener(news.picture, news.frames, news.replaced)
      },
      onLink: (report) => {
        link.value = report
        if (report.link === 'live') forgetReload(page)
      },
      onLooking: (it) => (looking.value = it),
      onServerClock: (serverAt) => clock.hear(serverAt),
      onReload: (afterMs) => void reloadOnce(afterMs, page),
    })
  }
  function close(): void {
    opened += 1
    live?.close()
    live = null
    picture.value = null
    changes.value = NO_CHANGES
    link.value = null
    scope.value = null
  }
  /** C3: changes nothing here. Rejects when no answer came, whatever became of it. */
  const command = (it: SocketCommand): Promise<SocketCommandAnswer> =>
    live?.command(it) ?? Promise.reject(new Error('No link is open; the command was not sent.'))
  /** Called with every new picture and what led to it; gives the way out. */
  function onPicture(listener: Listener): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  const look = (caseId: string | null): void => live?.look(caseId)
  /** Monotonic moment up to which the picture is known to be right; null before the first. */
  const rightAt = computed(() => {
    const it = link.value
    return !it || !picture.value ? null : (it.stale?.since ?? it.heardAt)
  })
  const hash = (): string => (picture.value ? (live?.hashOf(picture.value) ?? '') : '')
  return {
    picture,
    changes,
    link,
    audience,
    scope,
    looking,
    rightAt,
    prepare,
    open,
    close,
    command,
    onPicture,
    look,
    hash,
  }
})
