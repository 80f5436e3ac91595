import type { CaseReply } from '@shaotai/shared/contract/http.ts'
import type { Candidate, CandidatesReply } from '@shaotai/shared/contract/candidates.ts'
import { CANDIDATE_REASONS, NOT_OFFERED } from '@shaotai/shared/contract/candidates.ts'
import type { Entry as TimelineEntry } from '@shaotai/shared/domain/timeline/entry.ts'
import { CALENDAR } from '@shaotai/shared/test/worlds.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sharedActions, verdictOn, type Marked } from '../desk/case/bulk.ts'
import { stripOf } from '../desk/case/strip.ts'
import { candidateRows, notOfferedText } from '../desk/side/candidates.ts'
import { LANGUAGES, wordsOf, type Language } from '../i18n/words.ts'
import { caseOf, HOUR, NOW } from '../layers/testing/district.ts'
import { EMPTY, step, type Act, type Entry } from '../outbox/outbox.ts'
import { sayAct } from '../outbox/say-entry.ts'
import { bodyFrom, enteredFrom, fieldsOf, missingIn } from './action-form.ts'
import { againOn, isSoAlready, sayConflict, sayOwn } from './conflict.ts'
import type { WholeCase } from './read-case.ts'
import type { Reader } from './reader.ts'

const readerIn = (language: Language, now = NOW): Reader => ({
  words: wordsOf(language),
  language,
  now,
  calendar: CALENDAR,
  category: (code) => `<${code}>`,
  department: (code) => `[${code}]`,
  departments: [],
  area: (path) => path.join('/'),
})
const zh = readerIn('zh-CN')
const reply = (over: Partial<CaseReply> = {}): CaseReply => ({
  ...caseOf(1),
  lifecycle: 'ticket/1',
  status: 'dispatched',
  phase: 'dispatch',
  allowedActions: [],
  ...over,
})
const act = (body: Act['body']): Act => ({
  commandId: 'c',
  caseId: 'i',
  caseNo: 'GD1',
  expectedVersion: 3,
  body,
})
const conflictOf = (body: Act['body']): Entry => {
  const sent = step({ ...EMPTY, isUp: true }, { is: 'act', act: act(body) }, NOW).state
  const problem = {
    type: '',
    title: '',
    status: 409,
    detail: '',
    code: 'version_conflict' as const,
    current: caseOf(1, { status: 'dispatched', department: 'D01', changedAt: NOW }),
    changedBy: { name: '李四', role: 'dispatcher' as const },
  }
  return step(sent, { is: 'refused', commandId: 'c', problem }, NOW).state.entries[0]!
}
const dispatched: TimelineEntry = {
  seq: 4,
  caseId: 'i',
  version: 4,
  type: 'case.dispatched',
  at: NOW,
  recordedAt: NOW,
  by: { role: 'dispatcher', name: '李四' },
  details: { department: 'D01' },
}
const wholeOf = (it: CaseReply, items: TimelineEntry[] = []): WholeCase => ({
  it,
  timeline: { items, cases: {} },
  evidence: null,
  similar: null,
})

describe('a conflict', () => {
  const entry = conflictOf({ type: 'dispatch', department: 'D12', note: '急' })
  it('names who was quicker and how it stands, before the case was read again and after', () => {
    expect(sayConflict(entry, null, zh)).toContain('李四')
    expect(sayConflict(entry, null, zh)).toContain(zh.words.statuses.dispatched)
    expect(sayConflict(entry, null, zh)).toContain('[D01]')
    const told = sayConflict(entry, wholeOf(reply({ version: 4 }), [dispatched]), zh)
    expect(told).toContain('李四')
    expect(told).toContain('[D01]')
    expect(sayOwn(entry, zh)).toContain('[D12]')
  })
  it('the own choice goes on top as it was, or as what it became, with what was typed', () => {
    expect(againOn(entry, reply({ allowedActions: ['dispatch'] }))).toEqual({
      body: { type: 'dispatch', department: 'D12', note: '急' },
      isWhole: true,
    })
    expect(againOn(entry, reply({ allowedActions: ['reassign'], department: 'D01' }))).toEqual({
      body: { type: 'reassign', department: 'D12' },
      isWhole: false, // a reassignment says why
    })
  })
  it('is not offered again where it may no longer be done, or is what they wanted already', () => {
    expect(againOn(entry, reply({ allowedActions: ['urge'] }))).toBeNull()
    const wanted = reply({ allowedActions: ['reassign'], department: 'D12' })
    expect([againOn(entry, wanted), isSoAlready(entry, wanted)]).toEqual([null, true])
    expect(isSoAlready(entry, reply({ allowedActions: ['urge'], department: 'D01' }))).toBe(false)
  })
  it('never says what was typed, which may be personal', () => {
    expect(sayAct(entry, zh)).not.toContain('急')
  })
})

describe('a form that was filled in before', () => {
  it('is filled in again as it was, whatever was entered', () => {
    const limit = fc.record({
      basis: fc.constantFrom('working_days', 'working_hours'),
      amount: fc.integer({ min: 1, max: 30 }),
    })
    const body = fc.oneof(
      fc.record({
        type: fc.constant('request_extension' as const),
        extra: limit,
        reason: fc.string({ minLength: 1 }),
      }),
      fc.record({
        type: fc.constant('contain' as const),
        until: fc
          .integer({ min: 1, max: 40_000_000 })
          .map((minutes) => new Date(minutes * 60_000).toISOString()),
      }),
      fc.record({
        type: fc.constant('convene' as const),
        lead: fc.constant('D01'),
        members: fc.array(fc.constantFrom('D02', 'D03'), { minLength: 1 }),
      }),
    )
    fc.assert(
      fc.property(body, (it_) => {
        const fields = fieldsOf(it_.type)
        const { entered, limit: at } = enteredFrom(it_, fields, 'Asia/Kathmandu')
        const empty = { amount: '', basis: 'working_days' }
        expect(bodyFrom(it_.type, fields, entered, at ?? empty, 'Asia/Kathmandu')).toEqual(it_)
        expect(missingIn(fields, entered, at ?? empty)).toEqual([])
      }),
    )
  })
  it('what is needed and empty is named', () => {
    const fields = fieldsOf('reassign')
    expect(missingIn(fields, { department: '' }, { amount: '', basis: '' })).toEqual(['department', 'reason'])
  })
})

describe('the strip of a deadline', () => {
  it('its parts fill it exactly, in order, wherever now, filing and deadline lie', () => {
    const hours = fc.integer({ min: -200, max: 200 })
    fc.assert(
      fc.property(hours, hours, hours, fc.boolean(), (filed, due, now, stands) => {
        const it_ = reply({
          reportedAt: NOW,
          acceptedAt: NOW + filed * HOUR,
          filedAt: NOW + filed * HOUR,
          dueAt: NOW + due * HOUR,
          feedbackAt: stands ? NOW + now * HOUR : null,
        })
        const strip = stripOf(it_, readerIn('en', NOW + now * HOUR))
        expect(strip === null).toBe(due <= 0)
        if (!strip) return
        expect(strip.parts.reduce((sum, { percent }) => sum + percent, 0)).toBeCloseTo(100, 6)
        expect(strip.parts.every(({ percent }) => percent > 0)).toBe(true)
        if (now > due && filed < due) expect(strip.parts.some(({ part }) => part === 'over')).toBe(true)
        expect(strip.now === null).toBe(stands)
      }),
    )
  })
})

describe('candidates in words', () => {
  it('every reason and every why has a sentence in both languages', () => {
    const it_: Candidate = {
      department: 'D01',
      reasons: [...CANDIDATE_REASONS],
      open: 3,
      overdue: 1,
      similar: { n: 9, of: 14 },
      signing: { medianMs: 1_200_000, n: 5 },
    }
    const all: CandidatesReply = {
      days: 90,
      rule: { code: 'R-010', title: '燃气泄漏', titleEn: 'Gas leaks' },
      items: [it_],
      notOffered: NOT_OFFERED.map((why, i) => ({ department: `D0${i}`, why })),
    }
    for (const language of LANGUAGES) {
      const [row] = candidateRows(all, readerIn(language))
      expect(`${row!.reasons} ${row!.against}`).not.toMatch(/undefined|null|NaN/)
      expect(row!.reasons.split(' · ')).toHaveLength(CANDIDATE_REASONS.length - 2)
      expect(notOfferedText(all, readerIn(language)).split(' · ')).toHaveLength(NOT_OFFERED.length)
    }
    expect(candidateRows(all, zh)[0]!.reasons).toContain('14 件中办过 9 件')
  })
})

describe('one step on many cases', () => {
  const marked: Marked[] = [
    { id: 'a', no: 'GD1', it: reply({ allowedActions: ['urge', 'dispatch', 'merge'] }) },
    { id: 'b', no: 'GD2', it: reply({ allowedActions: ['urge'] }) },
    { id: 'c', no: 'GD3', it: null },
  ]
  it('offers what most of them allow, and nothing that is decided case by case', () => {
    expect(sharedActions(marked, NOW)).toEqual([
      { action: 'urge', n: 2 },
      { action: 'dispatch', n: 1 },
    ])
  })
  it('says of each whether it will be done, and why not', () => {
    const verdicts = marked.map((it_) => verdictOn(it_, 'dispatch', NOW, () => false))
    expect(verdicts).toEqual(['allowed', 'notAllowed', 'unread'])
    expect(verdictOn(marked[0]!, 'dispatch', NOW, () => true)).toBe('pending')
  })
})
