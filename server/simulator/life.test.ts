import { describe, expect, it } from 'vitest'
import type { CaseFile } from '@shaotai/shared/domain/case-file.ts'
import type { CommandBody } from '@shaotai/shared/domain/commands.ts'
import { deadlineOf } from '@shaotai/shared/domain/deadline.ts'
import { CALENDAR } from '@shaotai/shared/test/worlds.ts'
import { decide, decideReport } from '@shaotai/shared/domain/decide.ts'
import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import type { Actor } from '@shaotai/shared/domain/policy.ts'
import { HistoryItemSchema, ReportRequestSchema, type HistoryReport } from '@shaotai/shared/contract/http.ts'
import { NOWHERE } from '../areas/area-index.ts'
import { checkOf } from '../plugins/validation.ts'
import { toReport } from '../ingest/to-report.ts'
import { daysBefore } from './load-history.ts'
import { planDay, type Life } from './plan.ts'
import { planScenario } from './scenario-day.ts'
import { fixtureCategories, fixturePlan, NOW } from './testing/fixture-plan.ts'
import { toHistory } from './to-history.ts'

const plan = fixturePlan()
const lives = daysBefore(NOW, plan.calendar).flatMap((day) => planDay(day, plan))
const END = Date.UTC(2028, 0)

const categories = new Map(fixtureCategories().items.map((it) => [it.code, it]))
const directory = {
  category: (code: string) => categories.get(code),
  department: (code: string) =>
    /^D(0[1-9]|1\d|2[0-4])$/.test(code) ? { code, name: code, nameEn: null } : undefined,
} as unknown as Parameters<typeof toReport>[2]

/** Plays a life through the domain's own judgement; throws at a step that it refuses. */
function live(life: Life, until: number): CaseFile | null {
  let state: CaseFile | null = null
  for (const item of toHistory(life, until)) {
    const at = Date.parse(item.occurredAt)
    if (item.type === 'report') {
      const { type: _, source, actor: __, ...body } = item as HistoryReport
      const to = toReport(body, source, directory, { at: () => NOWHERE })
      if (!to.ok) throw new Error(`${life.externalId}: ${to.code}`)
      const actor: Actor = { id: 'key', role: 'ingest', department: null, history: true }
      const decision = decideReport('0'.repeat(26), to.report, at, { actor, now: END })
      if (!decision.ok) throw new Error(`${life.externalId}: ${decision.refusal}`)
      state = decision.state
      continue
    }
    const { source: _, externalId: __, occurredAt: ___, actor, ...body } = item
    const { id, role, department } = actor!
    const decision = decide(
      state!,
      { body: body as CommandBody, expectedVersion: state!.version, occurredAt: at },
      { actor: { id, role, department: department ?? null, history: true }, now: END, calendar: CALENDAR },
    )
    if (!decision.ok) throw new Error(`${life.externalId} ${item.type}: ${decision.refusal}`)
    state = decision.state
  }
  return state
}

describe('a planned life', () => {
  it('is legal from its report to its end, in ninety days and in a storm, and its stamps only grow', () => {
    const startsAt = NOW
    const storm = planScenario({ name: 'rainstorm', run: 'x', startsAt, lastsMs: 86_400_000 }, plan)
    for (const life of [...lives, ...storm]) {
      const end = live(life, END)!
      expect(isOpen(end)).toBe(false)
      expect(life.steps.length).toBe(end.version - 1)
      for (const [n, { afterMs }] of life.steps.entries())
        expect(afterMs).toBeGreaterThan(n === 0 ? 0 : life.steps[n - 1]!.afterMs)
    }
  })

  it('has the shape that the doors take', () => {
    const item = checkOf(HistoryItemSchema)
    const report = checkOf(ReportRequestSchema)
    for (const life of lives.slice(0, 2_000)) {
      expect(report.is({ ...life.report, externalId: life.externalId })).toBe(true)
      for (const it of toHistory(life, END)) expect(item.is(it), JSON.stringify(item.errors())).toBe(true)
    }
  })

  it('leaves a believable present: 200 to 300 open over the phases, a handful overdue, some near due, 96 in 100 in time', () => {
    const now = lives.flatMap((life) => live(life, NOW) ?? [])
    const open = now.filter(isOpen)
    expect(open.length).toBeGreaterThan(200)
    expect(open.length).toBeLessThan(300)
    for (const status of ['dispatched', 'handling', 'feedback', 'checking'] as const)
      expect(open.filter((it) => it.status === status).length).toBeGreaterThan(3)
    const level = (it: CaseFile) => deadlineOf(it, NOW, CALENDAR)
    const late = open.filter((it) => level(it)?.level === 'overdue' && it.feedbackAt === null)
    expect(late.length).toBeGreaterThan(3)
    expect(late.length).toBeLessThan(25)
    expect(open.some((it) => level(it)?.level === 'near_due')).toBe(true)
    const due = now.filter(({ dueAt }) => dueAt !== null && dueAt <= NOW)
    const inTime = due.filter((it) => it.feedbackAt !== null && it.feedbackAt <= it.dueAt!)
    expect(inTime.length / due.length).toBeGreaterThan(0.95)
    expect(inTime.length / due.length).toBeLessThan(0.97)
  })
})
