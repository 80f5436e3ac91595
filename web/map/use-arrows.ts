/** What happened outside of the view, for half a minute or until somebody has looked there. */
import { computed, onBeforeUnmount, shallowRef, type ShallowRef } from 'vue'
import type { View } from '../layers/mercator.ts'
import type { Arrival } from '../layers/open-cases.ts'
import { edgeArrows, isOutside, type Elsewhere } from './edge-arrows.ts'

const KEPT_MS = 30_000
/** Pixels between an arrow's middle and the edge, at scale 1. */
const INSET_PX = 30

export function useArrows(view: Readonly<ShallowRef<View | null>>, scale: () => number) {
  const places = shallowRef<readonly Elsewhere[]>([])
  const timers = new Set<ReturnType<typeof setTimeout>>()

  function add(arrivals: readonly Arrival[]): void {
    const seen = view.value
    if (!seen || seen.width === 0) return
    const fresh = arrivals
      .filter(({ it }) => isOutside(seen, it.lng, it.lat))
      .map(({ it: { lng, lat }, because }): Elsewhere => ({ lng, lat, because }))
    if (fresh.length === 0) return
    places.value = [...places.value, ...fresh]
    const timer = setTimeout(() => {
      timers.delete(timer)
      places.value = places.value.filter((it) => !fresh.includes(it))
    }, KEPT_MS)
    timers.add(timer)
  }
  /** The view moved: what came into it has been seen. */
  function look(now: View): void {
    if (places.value.some((it) => !isOutside(now, it.lng, it.lat)))
      places.value = places.value.filter((it) => isOutside(now, it.lng, it.lat))
  }
  const arrows = computed(() => (view.value ? edgeArrows(places.value, view.value, INSET_PX * scale()) : []))
  onBeforeUnmount(() => {
    for (const timer of timers) clearTimeout(timer)
  })
  return { arrows, add, look }
}
