/** Asks what the rules of derive.ts look at, once a page and then every few minutes, and keeps the visit. */
import type { KpiReply } from '@shaotai/shared/contract/http.ts'
import { shallowRef, watch } from 'vue'
import { groupNameIn } from '../../clock/local-days.ts'
import { useClock } from '../../clock/use-clock.ts'
import { request, withQuery } from '../../http/request.ts'
import { homeOf } from '../../stores/brief-questions.ts'
import { keepVisit, visitBefore, type Visit } from '../../stores/brief-visits.ts'
import { useSession } from '../../stores/session.ts'
import { useZone } from '../../stores/zone.ts'
import { spanOf } from '../../stores/brief-periods.ts'
import { movedUnits, type SinceFacts } from './derive.ts'

const AGAIN_MS = 120_000
const RATE = 'on_time_rate_due'
const FIGURES = `resolution_rate,${RATE},settled_rate,backlog,overdue_open`

/** `isReady`: the first figures are there; until then nothing is asked. */
export function useSince(isReady: () => boolean) {
  const [session, clock, zone] = [useSession(), useClock(), useZone()]
  const last = shallowRef<Visit | null>(null)
  const facts = shallowRef<Omit<SinceFacts, 'openCases'> | null>(null)
  let opened = false
  let askedAt = Number.NEGATIVE_INFINITY

  async function read(): Promise<void> {
    const person = session.person?.id
    if (person === undefined) return
    const now = clock.wall.value
    if (!opened) last.value = visitBefore(person, now)
    opened = true
    askedAt = clock.now()
    const from = new Date(spanOf('month', now, zone.name).from!).toISOString()
    const area = homeOf(session.person?.areas ?? [])
    const ask = (ids: string, by: string | null) =>
      request<KpiReply>(
        session.asPerson,
        withQuery('/api/kpis', { area, from, ids, by, compare: by === null ? null : 'previous' }),
      )
    try {
      const [all, areas, departments] = await Promise.all([
        ask(FIGURES, null),
        ask(RATE, 'area'),
        ask(RATE, 'department'),
      ])
      facts.value = {
        now: all.items,
        byArea: areas.items,
        byDepartment: departments.items,
        month: groupNameIn(zone.name, now, 'month'),
      }
      keepVisit(person, last.value, {
        at: now,
        month: facts.value.month,
        values: Object.fromEntries(all.items.map((it) => [it.id, it.value])),
        moved: movedUnits({ ...facts.value, openCases: [] }),
      })
    } catch {
      // Asked again; the head of the page says that the server does not answer.
    }
  }
  watch(
    [isReady, clock.beat],
    () => {
      if (isReady() && clock.now() - askedAt >= AGAIN_MS) void read()
    },
    { immediate: true },
  )
  return { last, facts }
}
