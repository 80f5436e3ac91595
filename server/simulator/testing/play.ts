/**
 * A district played in memory through the domain's own judgement: what the history door does, without a database.
 * Throws at a step that is refused: then a plan is wrong.
 */
import type { HistoryCommand, HistoryReport } from '@shaotai/shared/contract/http.ts'
import type { CaseFile } from '@shaotai/shared/domain/case-file.ts'
import type { Command } from '@shaotai/shared/domain/commands.ts'
import { decide, decideReport } from '@shaotai/shared/domain/decide.ts'
import type { CaseEvent } from '@shaotai/shared/domain/events.ts'
import type { Actor } from '@shaotai/shared/domain/policy.ts'
import { CALENDAR_2026 } from '@shaotai/shared/test/calendar-2026.ts'
import { NOWHERE } from '../../areas/area-index.ts'
import { toBody } from '../../cases/command-door.ts'
import type { Directory } from '../../directory/directory.ts'
import { toReport } from '../../ingest/to-report.ts'
import type { Life } from '../plan.ts'
import { toHistory } from '../to-history.ts'
import { fixtureCategories } from './fixture-plan.ts'

const END = Date.UTC(2028, 0)
const categories = new Map(fixtureCategories().items.map((it) => [it.code, it]))
const directory = {
  category: (code: string) => categories.get(code),
  department: (code: string) =>
    /^D(0[1-9]|1\d|2[0-4])$/.test(code) ? { code, name: code, nameEn: null } : undefined,
} as unknown as Directory

export interface Played {
  /** By external id. */
  cases: ReadonlyMap<string, CaseFile>
  /** Told every event in the order of stamps, with the case after it. */
  until: (at: number) => void
}

/** Nothing has happened at first; `until` goes on to an instant. `strict`: nobody's past, every guard holds. */
export function play(
  lives: readonly Life[],
  {
    onEvent = () => {},
    strict = false,
  }: { onEvent?: (event: CaseEvent, it: CaseFile) => void; strict?: boolean } = {},
): Played {
  const cases = new Map<string, CaseFile>()
  const items = lives
    .flatMap((life) => toHistory(life, END))
    .map((item) => ({ item, at: Date.parse(item.occurredAt) }))
    .toSorted((a, b) => a.at - b.at)
  let next = 0

  function take({ item, at }: (typeof items)[number]): void {
    const { externalId } = item
    const decision =
      item.type === 'report' ? report(item as HistoryReport, at) : step(item as HistoryCommand, at)
    if (!decision.ok) throw new Error(`${externalId} ${item.type}: ${decision.refusal}`)
    cases.set(externalId, decision.state)
    onEvent(decision.event, decision.state)
  }

  function report({ type: _type, source, actor: _actor, ...body }: HistoryReport, at: number) {
    const to = toReport(body, source, directory, { at: () => NOWHERE })
    if (!to.ok) throw new Error(`${body.externalId}: ${to.code}`)
    const actor: Actor = { id: 'key', role: 'ingest', department: null, history: true }
    return decideReport(String(cases.size).padStart(26, '0'), to.report, at, { actor, now: END })
  }

  function step(
    { source: _source, externalId, occurredAt: _at, actor: by, into, ...rest }: HistoryCommand,
    at: number,
  ) {
    const { id, role, department = null } = by!
    const target = into ? (cases.get(into.externalId) ?? null) : null
    const body = { ...toBody(rest, directory)!, ...(target && { into: target.id }) } as Command['body']
    const it = cases.get(externalId)!
    const now = strict ? at : END
    const context = {
      actor: { id, role, department, history: !strict },
      now,
      calendar: CALENDAR_2026,
      target,
    }
    const decision = decide(
      it,
      { body, expectedVersion: it.version, occurredAt: strict ? null : at },
      context,
    )
    if (decision.ok && target) {
      const joined = decide(
        target,
        {
          body: { type: 'join', child: it.id, reports: it.reports },
          expectedVersion: null,
          occurredAt: strict ? null : at,
        },
        context,
      )
      if (!joined.ok) throw new Error(`${externalId} join: ${joined.refusal}`)
      cases.set(into!.externalId, joined.state)
      onEvent(joined.event, joined.state)
    }
    return decision
  }

  return {
    cases,
    until(at) {
      for (; next < items.length && items[next]!.at <= at; next += 1) take(items[next]!)
    },
  }
}
