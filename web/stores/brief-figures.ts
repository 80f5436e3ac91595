/**
 * The brief's figures of one view: asked over HTTP, asked again while the log moves, and kept in this browser. What was
 * kept stands in until the server answers, and says that it is old; nothing is extrapolated.
 */
import type { KpiItem, KpiReply } from '@shaotai/shared/contract/http.ts'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { wholeOf } from '../layers/area-tree.ts'
import { areaName } from '../wall/area-names.ts'
import { useAreas } from './areas.ts'
import { queryOf, type Place } from './brief-place.ts'
import { useClock } from '../clock/use-clock.ts'
import { request, withQuery } from '../http/request.ts'
import { FIRST, homeOf, QUESTIONS, questionsOf, type Asking, type QuestionId } from './brief-questions.ts'
import { useDirectory } from './directory.ts'
import type { Span } from './figure-windows.ts'
import { keep, kept } from './kept-figures.ts'
import { usePreferences } from './preferences.ts'
import { useSession } from './session.ts'
import { useZone } from './zone.ts'

export interface BriefReading extends Span {
  asking: Asking
  /** Epoch ms at which the server says it stood so. */
  asOf: number
  asOfSeq: number
  items: readonly KpiItem[]
  by: 'day' | null
  groups: readonly string[]
  /** Found in this browser, not told by the server since the page opened. */
  isOld: boolean
}
export type BriefReadings = Readonly<Partial<Record<QuestionId, BriefReading>>>

/** A view as it was kept: its answers, and what their groups were called. */
interface KeptView {
  readings: BriefReadings
  names: Readonly<Record<string, string>>
}

/** Under this name of a view the whole that its reader may see; no area's code begins so. */
export const WHOLE = '~whole'

const AGAIN_MS = 10_000
const MINUTE_MS = 60_000 // also without news: what is overdue changes by the clock alone
/** Between two askings lies this many times what the last answer took, and at most so long: a brief never asks all the time. */
const RESTS = 2
const LONGEST_REST_MS = 10_000
const LAST_READER = 'last-reader'
const nameOf = (person: string, place: Place): string =>
  `brief.${person}.${new URLSearchParams(queryOf(place)).toString()}`

export const useBriefFigures = defineStore('brief-figures', () => {
  const session = useSession()
  const clock = useClock()
  const zone = useZone()
  const [areas, directory, preferences] = [useAreas(), useDirectory(), usePreferences()]
  const place = shallowRef<Place | null>(null)
  const readings = shallowRef<BriefReadings>({})
  /** The last answer did not come. */
  const isMissed = shallowRef(false)
  /** What groups were called when the view was kept: areas and departments are not known while nobody answers. */
  const oldNames = shallowRef<KeptView['names']>({})
  const triedAt = new Map<QuestionId, number>()
  const failed = new Set<QuestionId>()
  /** How long the last answer took, ms; one that is waited for takes for ever. */
  const took = new Map<QuestionId, number>()

  /** Who reads; while that is not known, who did last: what is kept is theirs. */
  const person = (): string | null => session.person?.id ?? kept<string>(LAST_READER)

  const home = () => homeOf(session.person?.areas ?? [])

  function open(next: Place): void {
    if (place.value && JSON.stringify(place.value) === JSON.stringify(next)) return
    place.value = next
    triedAt.clear()
    failed.clear()
    const reader = person()
    const old = reader === null ? null : kept<KeptView>(nameOf(reader, next))
    oldNames.value = old?.names ?? {}
    readings.value = Object.fromEntries(
      Object.entries(old?.readings ?? {}).map(([id, it]) => [id, { ...it, isOld: true }]),
    )
  }

  async function ask(id: QuestionId): Promise<void> {
    const of = place.value!
    const question = questionsOf(of, clock.wall.value, zone.name, home())[id]
    if (!question) return
    const { asking, span } = question
    const path = withQuery('/api/kpis', { ...asking })
    const { asOf, asOfSeq, items } = await request<KpiReply>(session.asPerson, path)
    if (of !== place.value) return // the answer to what nobody asks any more
    const steps = 'groups' in span ? span.groups : []
    const reading: BriefReading = {
      from: span.from,
      to: span.to,
      asking,
      asOf: Date.parse(asOf),
      asOfSeq,
      items: asking.by === null ? items : items.map(slim),
      by: steps.length > 0 ? 'day' : null,
      groups: steps,
      isOld: false,
    }
    readings.value = { ...readings.value, [id]: reading }
  }

  const isDue = (id: QuestionId, againMs: number, seq: number, now: number): boolean => {
    const since = now - (triedAt.get(id) ?? Number.NEGATIVE_INFINITY)
    const reading = readings.value[id]
    const moved = failed.has(id) || !reading || reading.isOld || reading.asOfSeq < seq
    const restMs = Math.min(LONGEST_REST_MS, (took.get(id) ?? 0) * RESTS)
    const leastMs = failed.has(id) ? AGAIN_MS : Math.max(againMs, restMs)
    return since >= leastMs && (moved || since >= MINUTE_MS)
  }
  /** Call at once, with news and once a second: reads what is due. `seq` is the picture's, 0 before the first. */
  async function follow(seq: number): Promise<void> {
    if (!place.value || !session.person) return
    const of = place.value
    const now = clock.now()
    const questions = questionsOf(of, clock.wall.value, zone.name, home())
    const due = QUESTIONS.filter((id) => questions[id] && isDue(id, questions[id].againMs, seq, now))
    if (due.length === 0) return
    for (const id of due) triedAt.set(id, now)
    const one = (id: QuestionId) => {
      const begunAt = clock.now()
      took.set(id, Number.POSITIVE_INFINITY)
      return ask(id)
        .then(
          () => void failed.delete(id),
          () => void failed.add(id),
        )
        .finally(() => took.set(id, clock.now() - begunAt))
    }
    await Promise.all(due.filter((id) => FIRST.includes(id)).map(one))
    await Promise.all(due.filter((id) => !FIRST.includes(id)).map(one))
    if (of !== place.value) return
    isMissed.value = failed.size > 0
    const view: KeptView = { readings: readings.value, names: namesOf(of) }
    keep(nameOf(session.person.id, of), view, clock.wall.value)
    keep(LAST_READER, session.person.id, clock.wall.value)
  }
  function namesOf({ by, area }: Place): KeptView['names'] {
    const groups = readings.value.league?.items.map((it) => it.group ?? '') ?? []
    const named = (code: string): string => {
      if (by === 'department' || by === 'category') return directory.names[by](code)
      return areaNamed(code)
    }
    const mine = session.person?.areas ?? []
    const root = areas.tree ? (wholeOf(areas.tree)?.code ?? null) : null
    const whole = mine.length > 0 ? mine.map(areaNamed).join(' · ') : root === null ? null : areaNamed(root)
    return Object.fromEntries([
      ...groups.map((code) => [code, named(code)]),
      ...(area === null ? [] : [[area, areaNamed(area)]]),
      ...(whole === null ? [] : [[WHOLE, whole]]),
    ])
  }
  const areaNamed = (code: string): string =>
    areas.tree ? areaName(areas.tree.byCode, code, preferences.language) : (oldNames.value[code] ?? code)
  return { oldNames, place, readings, isMissed, open, follow }
})

/** A figure's words are the same in every group: those of the whole are enough to keep and to show. */
const slim = (it: KpiItem): KpiItem => ({ ...it, text: { en: '', 'zh-CN': '' }, excluded: [] })
