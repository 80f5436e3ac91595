/** The open view: read from the address and written to it, and its figures, followed as the log moves. */
import { computed, onBeforeUnmount, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useClock } from '../clock/use-clock.ts'
import { useBriefFigures } from '../stores/brief-figures.ts'
import { useLive } from '../stores/live.ts'
import { useSession } from '../stores/session.ts'
import { useZone } from '../stores/zone.ts'
import { placeOf, queryOf, type Place } from '../stores/brief-place.ts'

const CHASE_MS = 200

export function useBrief() {
  const [route, router] = [useRoute(), useRouter()]
  const [figures, session, live, zone, clock] = [
    useBriefFigures(),
    useSession(),
    useLive(),
    useZone(),
    useClock(),
  ]
  const place = computed(() => placeOf(route.query))
  void zone.read() // beside the question who is here, not after it
  const follow = () => void figures.follow(live.picture?.seq ?? 0)
  watch(
    place,
    (it) => {
      figures.open(it)
      follow()
    },
    { immediate: true },
  )
  // The first figures wait for nothing but who asks and when days begin here.
  watch([() => session.person, () => zone.isKnown], () => zone.isKnown && follow())
  // News that comes while an answer is young is asked for as soon as it no longer is.
  let soon: ReturnType<typeof setTimeout> | undefined
  function chase(): void {
    clearTimeout(soon)
    const head = figures.readings.head
    if (!zone.isKnown || !head || head.asOfSeq >= (live.picture?.seq ?? 0)) return
    follow()
    soon = setTimeout(chase, CHASE_MS)
  }
  watch([() => live.picture?.seq, () => figures.readings.head], chase)
  onBeforeUnmount(() => clearTimeout(soon))
  watch(clock.beat, () => zone.isKnown && follow())

  const go = (next: Place): void => void router.push({ query: queryOf(next) })
  return { place, figures, go }
}
