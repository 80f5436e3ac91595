/**
 * Derives the scene from a component's props and hands it on: at once when a person chose something, at most once
 * a second while events stream in, and never while nothing changes. What is derived stays outside of Vue.
 */
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import type { Picture } from '@shaotai/shared/domain/picture.ts'
import { onBeforeUnmount, shallowRef, watch } from 'vue'
import type { AreaTree } from '../layers/area-tree.ts'
import type { Measure } from '../layers/area-figures.ts'
import type { ClosedSet } from '../layers/closed-set.ts'
import { heatOf, type HeatField, type HeatWindow } from '../layers/heat.ts'
import { arrivalsSince, type Arrival } from '../layers/open-cases.ts'
import type { Language, Words } from '../i18n/words.ts'
import type { HeatMode, MapScene } from './case-map.ts'
import { deriveScene, type Derived } from './scene.ts'
import { openThrottle } from '../clock/throttle.ts'

/** Gathering ten thousand cases takes tens of milliseconds: once a second is enough. */
const REST_MS = 1_000
/** Heat is slow by nature, and ten thousand places of it cost a map thirty milliseconds to be told. */
const HEAT_REST_MS = 15_000
/** And cools with time alone: this often is soon enough for the shortest window. */
const COOLING_MS = 60_000
/** More at once is a picture read anew, and nothing that just happened. */
const MOST_ARRIVALS = 100

export interface SceneSources {
  picture: Picture | null
  closed: ClosedSet | null
  tree: AreaTree | null
  basemap: MapScene['basemap']
  area: string | null
  measure: Measure
  scope: readonly string[] | null
  heatMode: HeatMode
  heatWindow: HeatWindow
  language: Language
  words: Words
  now: number
  calendar?: Calendar | null | undefined
  scale: number
}

/** `onScene` gets what is new on the map since the scene before. */
export function useScene(
  sources: () => SceneSources,
  onScene: (derived: Derived, arrivals: readonly Arrival[]) => void,
) {
  const derived = shallowRef<Derived | null>(null)
  let heat: HeatField | null = null
  let cooledAt = 0

  function derive(): void {
    const { picture, ...rest } = sources()
    if (!picture) return
    const before = derived.value
    const next = deriveScene({ ...rest, cases: picture.cases, heat }, before)
    const arrivals = before ? arrivalsSince(before.scene.open, next.scene.open) : []
    derived.value = next
    onScene(next, arrivals.length > MOST_ARRIVALS ? [] : arrivals)
  }
  const scenes = openThrottle(derive, REST_MS)

  function warm(): void {
    const { picture, closed, heatMode, heatWindow, now } = sources()
    if (!picture) return
    cooledAt = now
    const inputs = { cases: picture.cases, closed: closed?.points ?? null, now, window: heatWindow }
    const next = heatMode === 'off' ? null : heatOf(inputs)
    if (!sameHeat(heat, next)) heat = next
  }
  const heats = openThrottle(() => {
    warm()
    scenes.ask()
  }, HEAT_REST_MS)

  const chosen = () => {
    warm()
    scenes.hurry()
  }
  const on = <T>(pick: (from: SceneSources) => T, run: (value: T) => void) =>
    watch(() => pick(sources()), run)
  watch(
    () => sources().picture,
    () => {
      heats.ask()
      scenes.ask()
    },
    { immediate: true },
  )
  watch(
    () => sources().closed,
    // What is asked for first comes after the picture, and most of the heat is in it.
    (now, before) => (before === null && now !== null ? chosen() : heats.ask()),
  )
  on(
    (it) => it.now,
    (now) => {
      if (now >= (derived.value?.scene.open.turnsAt ?? Infinity)) scenes.ask()
      if (now - cooledAt >= COOLING_MS) heats.ask()
    },
  )
  on((it) => it.heatMode, chosen)
  on((it) => it.heatWindow, chosen)
  // One by one: a list of them would be a new list whenever anything at all changed.
  on((it) => it.tree, scenes.hurry)
  on((it) => it.calendar, scenes.hurry)
  on((it) => it.basemap, scenes.hurry)
  on((it) => it.area, scenes.hurry)
  on((it) => it.scope, scenes.hurry)
  on((it) => it.measure, scenes.hurry)
  on((it) => it.language, scenes.hurry)
  on((it) => it.scale, scenes.hurry)
  onBeforeUnmount(() => {
    scenes.stop()
    heats.stop()
  })
  return { derived, again: scenes.hurry }
}

/** To the eye: what changed by less than a thousandth is not painted again. */
const sameHeat = (a: HeatField | null, b: HeatField | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    a.n === b.n &&
    Math.abs(a.total - b.total) <= b.total / 1_000 &&
    Math.abs(a.peak - b.peak) <= b.peak / 1_000)
