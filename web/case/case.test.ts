import type { CaseReply, TimelineReply } from '@shaotai/shared/contract/http.ts'
import { complete, type CaseFile } from '@shaotai/shared/domain/case-file.ts'
import { CommandBodySchemas } from '@shaotai/shared/domain/commands.ts'
import type { LogEvent } from '@shaotai/shared/domain/events.ts'
import { phaseOf, STATUSES, ACTIONS } from '@shaotai/shared/domain/lifecycle.ts'
import { redactCase, type Audience } from '@shaotai/shared/domain/redact.ts'
import { entryOf } from '@shaotai/shared/domain/timeline/entry.ts'
import { CALENDAR, worlds } from '@shaotai/shared/test/worlds.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LANGUAGES, wordsOf, type Language } from '../i18n/words.ts'
import { caseOf, HOUR, NOW } from '../layers/testing/district.ts'
import { bodyFrom, fieldsOf, hasForm } from './action-form.ts'
import { factsOf } from './facts.ts'
import { countersOf, deadlineModel } from './head.ts'
import { holdingOf } from './holding.ts'
import type { Reader } from './reader.ts'
import { storyOf } from './story.ts'

const DESK: Audience = { profile: 'desk', department: null, cleared: true }
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
  phase: 'handle',
  allowedActions: [],
  ...over,
})
const timelineOf = (log: readonly LogEvent[]): TimelineReply => ({
  items: log.flatMap((event) => entryOf(event, DESK, () => undefined) ?? []),
  cases: {},
})
const replyOf = (file: CaseFile): CaseReply => ({
  ...redactCase(complete(file), DESK)!,
  phase: phaseOf(file),
  allowedActions: [],
})

describe('deadline', () => {
  it('says level, what is left or over, the instant and the share, from one function', () => {
    const it_ = reply({ filedAt: NOW - 6 * HOUR, dueAt: NOW + 6 * HOUR })
    expect(deadlineModel(it_, zh)).toMatchObject({
      level: '正常',
      time: '剩 6 小时',
      used: '已用 50%',
      note: '',
    })
    expect(deadlineModel(reply({ filedAt: NOW - 9 * HOUR, dueAt: NOW + HOUR }), zh).level).toBe('临期')
    const late = reply({ filedAt: NOW - 25 * HOUR, dueAt: NOW - 15 * HOUR })
    expect(deadlineModel(late, zh)).toMatchObject({ level: '超 2 倍', time: '超 15 小时', used: '已用 250%' })
  })
  it('names the measure of its limit', () => {
    const it_ = reply({ basis: 'working_hours', limit: 4, dueAt: NOW + 300 * HOUR })
    expect(deadlineModel(it_, zh).used).toBe('已用 0%，时限 4 个工作时')
    expect(deadlineModel(it_, readerIn('en')).used).toBe('0% used of 4 working h')
  })
  it('says why the clock stands still, or why there is none', () => {
    expect(deadlineModel(reply({ feedbackAt: NOW - HOUR }), zh).note).toBe('已反馈，计时暂停')
    const until = NOW + 48 * HOUR
    expect(
      deadlineModel(reply({ status: 'suspended', lifecycle: 'ticket/1', pausedAt: NOW, reviewAt: until }), zh)
        .note,
    ).toMatch(/^挂账中，计时暂停，.+ 恢复$/)
    expect(deadlineModel(reply({ filedAt: null, dueAt: null, status: 'reported' }), zh).note).toBe(
      '尚未立案，期限未开始',
    )
  })
  it('counts what is not nought', () => {
    expect(countersOf(reply(), zh)).toEqual([])
    expect(countersOf(reply({ urges: 2, returns: 1, reports: 3, round: 2, listed: true }), zh)).toEqual([
      '挂牌督办',
      '第 2 轮',
      '反映 3 次',
      '催办 2 次',
      '退回 1 次',
    ])
  })
})

describe('facts', () => {
  it('what is not known has no row', () => {
    const names = factsOf(reply({ feedbackAt: null, closedAt: null, severity: null }), zh).map(
      ({ name }) => name,
    )
    for (const name of ['反馈', '结案', '等级', '来源编号', '协办部门']) expect(names).not.toContain(name)
    expect(factsOf(reply({ coHandlers: ['D12'] }), zh)).toContainEqual({ name: '协办部门', value: '[D12]' })
  })
  it('the area is told from the widest to the smallest where the case is seen whole', () => {
    const whole = { areaPath: ['a', 'b'] } as NonNullable<CaseReply['whole']>
    expect(factsOf(reply({ area: 'b', whole }), zh)).toContainEqual({ name: '位置', value: 'a/b' })
  })
})

describe('story and custody', () => {
  it('any life of any kind: a line an event, and holders that can be named, in both languages', () => {
    fc.assert(
      fc.property(worlds(60), ({ log, cases }) => {
        for (const file of cases.values()) {
          const timeline = timelineOf(log.filter((it) => it.caseId === file.id))
          for (const language of LANGUAGES) {
            const reader = readerIn(language, log.at(-1)!.at + HOUR)
            const lines = storyOf(replyOf(file), timeline, reader)
            expect(lines.map(({ version }) => version)).toEqual(timeline.items.map(({ version }) => version))
            const holding = holdingOf(timeline, reader)!
            expect(holding.rows.every(({ name, natural }) => name !== '' && natural !== '')).toBe(true)
            expect(holding.waiting).not.toMatch(/undefined|null/)
          }
        }
      }),
      { numRuns: 30 },
    )
  })
  it('what people wrote stands with the step it came with', () => {
    const items = [1, 2].map((version) => ({
      seq: version,
      caseId: 'c',
      version,
      type: 'case.urged' as const,
      at: NOW,
      recordedAt: version === 1 ? NOW : NOW + 2 * HOUR,
      by: { role: 'leader' as const },
    }))
    const lines = storyOf(reply({ notes: [{ version: 2, note: '请尽快' }] }), { items, cases: {} }, zh)
    expect(lines.map(({ said }) => said)).toEqual([[], [{ name: '备注', text: '请尽快' }]])
    expect([lines[0]!.late, lines[1]!.late !== null]).toEqual([null, true])
  })
})

describe('forms', () => {
  it('every action that a person may take asks for all that its command needs, each in words', () => {
    for (const action of ACTIONS.filter(hasForm)) {
      const { required = [] } = CommandBodySchemas[action as keyof typeof CommandBodySchemas] as {
        required?: string[]
      }
      const asked = fieldsOf(action)
      const missing = required.filter((name) => name !== 'type' && !asked.some((it) => it.name === name))
      expect(missing, action).toEqual([])
      for (const language of LANGUAGES)
        for (const { name } of asked) expect(wordsOf(language).case.fields[name]).toBeTruthy()
    }
    expect(ACTIONS.filter(hasForm).length).toBeGreaterThan(50)
  })
  /** No machine that runs this stands there. */
  const ZONE = 'Asia/Kathmandu'
  it('empty fields are left out, dates are those of the district’s clock, numbers as numbers', () => {
    const fields = fieldsOf('request_extension')
    expect(
      bodyFrom('request_extension', fields, { reason: '雨季' }, { amount: '2', basis: 'working_days' }, ZONE),
    ).toEqual({
      type: 'request_extension',
      extra: { basis: 'working_days', amount: 2 },
      reason: '雨季',
    })
    const [minutes] = fieldsOf('spotlight')
    expect(minutes).toMatchObject({ range: { least: 1, most: 60 }, startsAs: '10' })
    const none = { amount: '', basis: 'working_days' }
    expect(
      bodyFrom('contain', fieldsOf('contain'), { until: '2026-11-30T10:00', note: '' }, none, ZONE),
    ).toEqual({ type: 'contain', until: '2026-11-30T04:15:00.000Z' })
    expect(bodyFrom('spotlight', fieldsOf('spotlight'), { minutes: '10' }, none, ZONE)).toEqual({
      type: 'spotlight',
      minutes: 10,
    })
  })
})

describe('words', () => {
  it('every status and every action of every life has its own in both languages', () => {
    for (const language of LANGUAGES) {
      const { statuses, waits, actions } = wordsOf(language)
      for (const status of STATUSES) expect([statuses[status], waits[status]].every(Boolean)).toBe(true)
      for (const action of ACTIONS) expect(actions[action], action).toBeTruthy()
    }
  })
})
