/**
 * The queue over the live picture: follows it, weighs a little at a time, settles when the hand rests, and tells what a list
 * and its neighbours need. Effects and time are here; what they come to is in the pure files beside it.
 */
import type { Frame, Picture } from '@shaotai/shared/domain/picture.ts'
import { computed, onBeforeUnmount, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useClock } from '../../clock/use-clock.ts'
import { useAreas } from '../../stores/areas.ts'
import { useCalendar } from '../../stores/calendar.ts'
import { useDesk } from '../../stores/desk.ts'
import { useLive } from '../../stores/live.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { useSession } from '../../stores/session.ts'
import { areaName } from '../../wall/area-names.ts'
import { openEntries, type Entry } from './entries.ts'
import { filterOf, queryOf, type Filter } from './facets.ts'
import { placesOf } from './places.ts'
import { queueing, type Queue } from './queue.ts'
import { LATEST_MS, maySettle, moved, waiting } from './settle.ts'
import { tabsFor } from './tabs.ts'

/** Of one step: a key that is pressed meanwhile is answered within a frame. */
const STEP_MS = 8
/** And where somebody waits for what it comes to: the fewer turns of the page, the sooner. */
const AWAITED_STEP_MS = 20
/** Between two steps while something waits to be weighed. */
const PAUSE_MS = 4
const NONE: Queue = { ids: [], tabs: new Map(), chips: {} as Queue['chips'] }

/** Where pictures come from: the live store, for a page. */
export type Feed = Pick<ReturnType<typeof useLive>, 'picture' | 'onPicture'>

export function useQueue(live: Feed = useLive()) {
  const [areas, calendar, desk] = [useAreas(), useCalendar(), useDesk()]
  const [session, preferences, clock] = [useSession(), usePreferences(), useClock()]
  const [route, router] = [useRoute(), useRouter()]

  const tabs = computed(() => tabsFor(session.person?.role ?? ''))
  const filter = computed(() => filterOf(route.query, tabs.value))
  const places = computed(() => placesOf(areas.tree?.byCode ?? new Map(), preferences.language))
  const entries = openEntries((area) => places.value.street(area))

  /** Rows as they lie on the screen, and counts of this moment. */
  const ids = shallowRef<readonly string[]>([])
  const queue = shallowRef<Queue>(NONE)
  /** As the last count has them: those of `ids`, once the rows have taken their places. */
  const wanted = shallowRef<readonly string[]>([])
  const shown = shallowRef<ReadonlySet<string>>(new Set())
  /** Turns with everything that a row may show. */
  const edition = shallowRef(0)
  const isReady = shallowRef(false)
  /** How many lists somebody asked for and got. */
  const lists = shallowRef(0)
  const hand = { movedAt: -LATEST_MS, settledAt: -LATEST_MS }
  const lastIndex = shallowRef(0)

  function settle(): void {
    hand.settledAt = clock.now()
    ids.value = wanted.value
    shown.value = new Set(ids.value)
    note()
  }
  /** Where the choice stands, for when it is gone. */
  function note(): void {
    const at = desk.selected === null ? -1 : ids.value.indexOf(desk.selected)
    if (at >= 0) lastIndex.value = at
  }
  /** Under way; what it comes to is shown when it is through. */
  let counting: Generator<void, Queue> | null = null
  /** Through, and shown in the next turn of the page: drawing it is a step of its own. */
  let counted: Queue | null = null
  /** Somebody asked for other rows and waits for them: they come before everything else. */
  let isAwaited = false
  function beginCount(): void {
    counted = null
    counting = queueing(entries.all.values(), filter.value, tabs.value)
  }
  function countOn(isEnough: () => boolean): void {
    while (counting && !isEnough()) {
      const { done, value } = counting.next()
      if (done) [counting, counted] = [null, value]
    }
  }
  /** The rows, and in a turn of the page of their own what stands above them: together they held a key up. */
  function show(its: Queue): void {
    counted = null
    wanted.value = its.ids
    if (isAwaited || !isReady.value || maySettle(hand, clock.now())) settle()
    // Another list begins at its top, and not where the choice stood in the last one.
    if (isAwaited && !isChosenHere.value) lastIndex.value = 0
    if (isAwaited) lists.value += 1
    isAwaited = false
    isReady.value = true
    edition.value += 1
    clearTimeout(telling)
    telling = setTimeout(() => (queue.value = its), 0)
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  let telling: ReturnType<typeof setTimeout> | undefined
  let isCounted = false
  /** A step: weighs what has to be weighed, then goes on counting where somebody wants a count. */
  const work = (): void => {
    timer = undefined
    if (counted) {
      show(counted)
      return again() // what came meanwhile is weighed
    }
    const until = performance.now() + (isAwaited ? AWAITED_STEP_MS : STEP_MS)
    const isEnough = (): boolean => performance.now() > until
    if (!isAwaited) {
      const left = entries.weigh({ now: clock.wall.value, calendar: calendar.value }, isEnough)
      if (left) return again()
    }
    if (!isReady.value && live.picture !== null && !counting) beginCount()
    countOn(isEnough)
    if (counting || counted) again()
  }
  const again = (): void => void (timer = setTimeout(work, isAwaited ? 0 : PAUSE_MS))
  const wake = (): void => void (timer ??= setTimeout(work, 0))
  function countNow(): void {
    beginCount()
    isAwaited = true
    clearTimeout(timer)
    timer = setTimeout(work, 0)
  }
  /** Whoever acts on the rows acts on those that were asked for, not on the ones that still lie there. */
  function haveRows(): void {
    if (!isAwaited) return
    countOn(() => false)
    if (counted) show(counted)
  }

  function onPicture({ cases }: Picture, frames: readonly Frame[], replaced: boolean): void {
    isCounted = false
    if (replaced) entries.replace(cases)
    else {
      const changed = new Set(frames.flatMap(({ events }) => events.map((it) => it.caseId)))
      entries.follow(changed, cases, clock.wall.value)
    }
    edition.value += 1
    wake()
  }
  const leave = live.onPicture(onPicture)
  if (live.picture) onPicture(live.picture, [], true)

  // Counting looks at everything and is done once a beat; the rows take their places when the hand allows it.
  let beats = 0
  watch(clock.beat, () => {
    if (!isReady.value) return
    wake()
    beats += 1
    if (counting || counted || (isCounted && beats % 5 !== 0)) return
    isCounted = true
    beginCount()
  })
  watch(filter, () => {
    if (isReady.value) countNow()
    else [counting, counted] = [null, null]
  })
  watch(() => areas.tree, entries.forgetStreets)
  watch(() => desk.selected, note)
  onBeforeUnmount(() => {
    clearTimeout(timer)
    clearTimeout(telling)
    leave()
  })

  const setFilter = (next: Filter): void => {
    const kept = Object.fromEntries(Object.entries(route.query).filter(([name]) => NOT_OURS.has(name)))
    void router.replace({ query: { ...kept, ...queryOf(next, tabs.value[0]!) } })
  }
  const entryOf = (id: string): Entry | null => entries.all.get(id) ?? null
  /** What a list should draw of a case now; another object whenever it may be different. */
  const look = (id: string | null): Entry | null => (void edition.value, id === null ? null : entryOf(id))
  const waits = computed(() => waiting(shown.value, wanted.value))
  const chosen = computed(() => look(desk.selected))
  const isChosenHere = computed(() => desk.selected !== null && shown.value.has(desk.selected))

  function move(by: number): string | null {
    touch()
    haveRows()
    // A closed case may leave the picture before the rows take new places: nobody is led to where nothing is drawn.
    const drawn = ids.value.filter((id) => entries.all.has(id))
    const next = moved(drawn, desk.selected, lastIndex.value, by)
    if (next !== null) desk.select(next)
    return next
  }
  /** A key or a pointer is at work in the list. */
  function touch(): void {
    hand.movedAt = clock.now()
  }
  const place = (area: string | null): string => places.value.said(area)
  const areaOf = (code: string): string =>
    areaName(areas.tree?.byCode ?? new Map(), code, preferences.language)
  return {
    tabs,
    filter,
    setFilter,
    ids,
    queue,
    isReady,
    lists,
    edition,
    waits,
    look,
    chosen,
    isChosenHere,
    move,
    touch,
    settle,
    place,
    areaOf,
    /** Every case the desk knows, for those who search. */
    all: entries.all,
  }
}
export type DeskQueueState = ReturnType<typeof useQueue>
/** In the address and not a filter: how the page is read and drawn. */
const NOT_OURS: ReadonlySet<string> = new Set(['lang', 'theme', 'map', 'case'])
