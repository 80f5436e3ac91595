import { describe, expect, it } from 'vitest'
import type { CaseFile } from '@shaotai/shared/domain/case-file.ts'
import { deadlineOf } from '@shaotai/shared/domain/deadline.ts'
import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import { CALENDAR_2026 } from '@shaotai/shared/test/calendar-2026.ts'
import { HistoryItemSchema, ReportRequestSchema } from '@shaotai/shared/contract/http.ts'
import { checkOf } from '../plugins/validation.ts'
import { daysBefore } from './load-history.ts'
import { planDay } from './plan.ts'
import { planScenario } from './scenario-day.ts'
import { fixturePlan, NOW } from './testing/fixture-plan.ts'
import { play } from './testing/play.ts'
import { toHistory } from './to-history.ts'

const plan = fixturePlan()
const lives = daysBefore(NOW, plan.calendar).flatMap((day) => planDay(day, plan))
const END = Date.UTC(2028, 0)

describe('a planned life', () => {
  it('is legal from its report to its end, in ninety days and in a storm, and its stamps only grow', () => {
    const startsAt = NOW
    const storm = planScenario({ name: 'rainstorm', run: 'x', startsAt, lastsMs: 86_400_000 }, plan)
    // As the present: nothing of what a past is allowed.
    for (const all of [lives, storm]) {
      const { cases, until } = play(all, { strict: true })
      until(END)
      for (const life of all) {
        const end = cases.get(life.externalId)!
        expect(isOpen(end)).toBe(false)
        for (const [n, { afterMs }] of life.steps.entries())
          expect(afterMs).toBeGreaterThan(n === 0 ? 0 : life.steps[n - 1]!.afterMs)
      }
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
    const { cases, until } = play(lives)
    until(NOW)
    const now = [...cases.values()]
    const open = now.filter(isOpen)
    expect(open.length).toBeGreaterThan(200)
    expect(open.length).toBeLessThan(300)
    for (const status of [
      'handling',
      'feedback',
      'checking',
      'rectifying',
      'reinspect',
      'pre_mediation',
      'agreed',
    ] as const)
      expect(open.filter((it) => it.status === status).length).toBeGreaterThan(3)
    // Signed within minutes in office hours, so few wait for it on a Wednesday afternoon; some are suspended.
    for (const status of ['dispatched', 'suspended', 'panel'] as const)
      expect(open.filter((it) => it.status === status).length).toBeGreaterThan(0)
    const level = (it: CaseFile) => deadlineOf(it, NOW, CALENDAR_2026)
    const late = open.filter((it) => level(it)?.level === 'overdue' && it.feedbackAt === null)
    expect(late.length).toBeGreaterThan(3)
    expect(late.length).toBeLessThan(25)
    expect(open.some((it) => level(it)?.level === 'near_due')).toBe(true)
    const due = now.filter(({ dueAt, leftAt }) => dueAt !== null && dueAt <= NOW && leftAt === null)
    const inTime = due.filter((it) => it.feedbackAt !== null && it.feedbackAt <= it.dueAt!)
    expect(inTime.length / due.length).toBeGreaterThan(0.95)
    expect(inTime.length / due.length).toBeLessThan(0.97)
  })
})
