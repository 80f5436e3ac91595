import fc from 'fast-check'
import type { AuditItem } from '@shaotai/shared/contract/audit.ts'
import {
  AUDIT_ACTIONS,
  ERASE_REASONS,
  subjectKindOf,
  SUBJECT_KINDS,
} from '@shaotai/shared/contract/audit-actions.ts'
import { EVENT_TYPES } from '@shaotai/shared/domain/lifecycle.ts'
import { SECRET_REASONS } from '@shaotai/shared/domain/secret-view.ts'
import { describe, expect, it } from 'vitest'
import { adminWords } from '../../i18n/admin/words.ts'
import { LANGUAGES, wordsOf, type Language } from '../../i18n/words.ts'
import { addressOf, askedOf, countAsked, NOTHING, requestOf, VIEWS } from './asked.ts'
import { toCsv } from './export.ts'
import { tell } from './tell.ts'

const ID = '01M80000000000000000000001'
const line = (
  over: Partial<Omit<AuditItem, 'about'>> & { about?: Partial<AuditItem['about']> } = {},
): AuditItem => {
  const action = over.action ?? 'personal.viewed'
  const kind = subjectKindOf(action)
  return {
    id: 1,
    at: '2026-11-26T07:00:00.000Z',
    actor: 'person-1',
    name: '周敏',
    role: 'duty_chief',
    subject: ID,
    seq: null,
    details: {},
    reason: null,
    ...over,
    action,
    about: { kind, id: null, name: null, nameEn: null, erased: false, ...over.about },
  }
}
const told = (item: AuditItem, language: Language = 'en') =>
  tell(item, { language, admin: adminWords(language), all: wordsOf(language) })
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}|01M8/

describe('an entry of the trail', () => {
  it.each(LANGUAGES)(
    'says every action and every event that there is in words of %s, each its own',
    (language) => {
      const said = [...AUDIT_ACTIONS, ...EVENT_TYPES].map((action) => told(line({ action }), language).did)
      expect(said.filter((it) => it.includes('.') || it.trim() === '')).toEqual([])
      const ofTrail = said.slice(0, AUDIT_ACTIONS.length)
      expect(new Set(ofTrail).size).toBe(ofTrail.length)
      const isHan = (it: string) => /\p{Script=Han}/u.test(it)
      expect(said.filter((it) => isHan(it) !== (language === 'zh-CN'))).toEqual([])
    },
  )
  it('names a case by its number and leads to it, and says which file or that it is erased', () => {
    const about = { id: ID, name: 'A2026-00012' }
    expect(told(line({ about }))).toMatchObject({ what: 'A2026-00012', link: `/cases/${ID}`, more: '' })
    const file = { action: 'evidence.viewed', subject: 'file-1', details: { case: ID } }
    expect(told(line({ ...file, about }), 'zh-CN')).toMatchObject({
      what: 'A2026-00012 的附件',
      link: `/cases/${ID}`,
    })
    expect(told(line({ about: { ...about, erased: true } })).more).toBe('personal data erased')
    const erased = { action: 'personal.erased', details: { rows: 1, files: 2 }, reason: 'request' }
    expect(told(line({ ...erased, about })).more).toBe('1 rows, 2 files, asked for by the person')
  })
  it('names people, walls, keys, entries and editions, and no raw id where none is known', () => {
    const what = (action: string, subject: string, about: Partial<AuditItem['about']> = {}) =>
      told(line({ action, subject, about })).what
    expect(what('person.disabled', 'person-2', { name: '王芳' })).toBe('王芳')
    expect(what('session.opened', 'person-1', { name: '周敏' })).toBe('themselves')
    expect(what('device.revoked', 'device-7', { name: 'Hall' })).toBe('Hall')
    expect(what('pairing.approved', 'K7P2QX')).toBe('K7P2QX')
    expect(
      what('directory.changed', 'departments/D01@3', { name: '城管局', nameEn: 'Urban management' }),
    ).toBe('Departments · Urban management D01 · edition 3')
    expect(told(line({ action: 'directory.changed', subject: 'departments/D01@3' })).link).toBe(
      '/admin/departments/D01',
    )
    expect(
      told(line({ action: 'areas.loaded', subject: 'version 4: 2 changed', details: { version: 4 } })).what,
    ).toBe('edition 4')
    const unknown = '7c9e6679-7425-40de-944b-e07fc1f90ae7'
    for (const action of AUDIT_ACTIONS.filter(
      (it) => !['entry', 'areas', 'system'].includes(subjectKindOf(it)),
    ))
      expect(what(action, unknown), action).not.toMatch(UUID)
  })
  it('says which rights somebody got, from what to what, and why a secret case was asked for', () => {
    const details = { role: 'leader', roleWas: 'viewer', areas: '340800001', areasWas: '' }
    expect(told(line({ action: 'person.rights_changed', details })).more).toBe(
      'Role viewer → leader, Areas whole district → 340800001',
    )
    const made = { role: 'leader', department: '', cleared: false, areas: '' }
    expect(told(line({ action: 'person.created', details: made }), 'zh-CN').more).toBe('角色 领导')
    for (const language of LANGUAGES)
      for (const reason of [...ERASE_REASONS, ...SECRET_REASONS])
        expect(told(line({ reason }), language).more).not.toBe(reason)
  })
  it('says the system where the server did it, and nobody’s id where somebody is not there any more', () => {
    expect(told(line({ actor: 'system', name: null, role: 'system' }))).toMatchObject({
      who: 'The system',
      role: '',
    })
    expect(told(line({ name: null })).who).toBe('no longer there')
  })
})

describe('what is asked', () => {
  it('stands in the address, and comes back from it as it was', () => {
    const text = fc.option(
      fc
        .string({ minLength: 1 })
        .map((it) => it.trim())
        .filter(Boolean),
      { nil: null },
    )
    const day = fc.option(
      fc
        .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
        .map((it) => it.toISOString().slice(0, 10)),
      { nil: null },
    )
    const kind = fc.option(fc.constantFrom(...SUBJECT_KINDS), { nil: null })
    fc.assert(
      fc.property(
        fc.record({
          who: text,
          did: text,
          kind,
          about: text,
          from: day,
          to: day,
          steps: fc.boolean(),
          at: text,
        }),
        (asked) => {
          expect(askedOf(addressOf(asked))).toEqual(asked)
        },
      ),
      { numRuns: 100 },
    )
    expect(addressOf(NOTHING)).toEqual({})
    expect(askedOf({ kind: 'planet', from: '2026-13-45', steps: 'yes', who: ['a'] })).toEqual(NOTHING)
  })
  it('is days of the district, the last one whole, whatever zone the screen is in', () => {
    const asked = { ...NOTHING, from: '2026-11-01', to: '2026-11-02' }
    expect(requestOf(asked, 'Asia/Shanghai')).toMatchObject({
      from: '2026-10-31T16:00:00.000Z',
      to: '2026-11-02T16:00:00.000Z',
    })
    expect(requestOf(asked, 'America/New_York')).toMatchObject({
      from: '2026-11-01T04:00:00.000Z',
      to: '2026-11-03T05:00:00.000Z', // clocks go back in between
    })
  })
  it('who saw what is personal of a case is one filter', () => {
    const asked = { ...NOTHING, did: VIEWS, about: 'A2026-00012' }
    expect(requestOf(asked, 'UTC')).toMatchObject({ views: 'true', about: 'A2026-00012' })
    expect(requestOf(asked, 'UTC')['action']).toBeUndefined()
    expect(countAsked(asked)).toBe(2)
    expect(countAsked({ ...NOTHING, from: '2026-01-01', to: '2026-01-02', at: '5' })).toBe(1)
  })
  it('an event of a case is looked for among the events', () => {
    expect(requestOf({ ...NOTHING, did: 'case.accepted' }, 'UTC')['events']).toBe('true')
    expect(requestOf({ ...NOTHING, did: 'key.created' }, 'UTC')['events']).toBeUndefined()
  })
})

describe('the file', () => {
  it('has the words and the codes of what is shown, and no cell of it is a formula', () => {
    const item = line({ name: '=cmd', about: { id: ID, name: 'A2026-00012' } })
    const text = toCsv([{ item, told: told(item) }], adminWords('en'), () => '26 Nov 2026, 15:00')
    const [head, row] = text.split('\r\n')
    expect(head).toBe('\uFEFFWhen,UTC,Who,Role,Did,Action,To what,Id,More')
    expect(row).toBe(
      `"26 Nov 2026, 15:00",2026-11-26T07:00:00.000Z,'=cmd,duty chief,saw personal data,personal.viewed,A2026-00012,${ID},`,
    )
  })
})
