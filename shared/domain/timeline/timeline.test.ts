import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AUDIENCES, worlds } from '../../test/worlds.ts'
import { EVENT_TYPES } from '../lifecycle.ts'
import { redactEvent, treatmentOf } from '../redact.ts'
import { entryOf, type Entry, type Known } from './entry.ts'
import { fill, needsOf } from './fill.ts'
import { sentenceOf, TELLING, type Teller } from './sentence.ts'

const LANGUAGES = ['zh-CN', 'en'] as const
const HAN = /\p{Script=Han}/u
const teller = (language: Teller['language']): Teller => ({
  language,
  department: (code) => (language === 'en' ? `Bureau ${code}` : `${code}局`),
  caseNo: () => 'GD20261121-0137',
  instant: () => '2026-11-21 10:00',
})
const BY_ROLE: Entry['by'] = { role: 'dispatcher', name: 'Zhang' }
const bare = (type: Entry['type'], more: Partial<Entry> = {}): Entry => ({
  seq: 1,
  recordedAt: 0,
  caseId: '01M80000000000000000000001',
  version: 2,
  type,
  at: 0,
  ...more,
})

describe('templates', () => {
  it('a part in brackets goes when its value is not known, a needed value must be there', () => {
    expect(fill('{who} did it[ for {reason}].', { who: 'X', reason: 'Y' })).toBe('X did it for Y.')
    expect(fill('{who} did it[ for {reason}].', { who: 'X' })).toBe('X did it.')
    expect(() => fill('{who} did it', {})).toThrow('needs who')
  })
  it('every event has a sentence in both languages that can do with who and which department', () => {
    for (const language of LANGUAGES) {
      const { sentences } = TELLING[language]
      expect(Object.keys(sentences).sort()).toEqual([...EVENT_TYPES].sort())
      for (const [type, template] of Object.entries(sentences)) {
        const needed = needsOf(template).filter((it) => it !== 'who' && it !== 'department')
        expect(needed, `${language} ${type}`).toEqual([])
      }
    }
  })
  it('both languages use the same values', () => {
    const values = (template: string) =>
      [...new Set([...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort()
    for (const type of EVENT_TYPES)
      expect(values(TELLING.en.sentences[type]), type).toEqual(values(TELLING['zh-CN'].sentences[type]))
  })
})

describe('sentences', () => {
  it('say who, to whom, why and until when', () => {
    const returned = bare('case.return_requested', {
      by: { role: 'liaison', department: 'D02', name: '王芳' },
      details: { reason: 'misdirected' },
    })
    expect(sentenceOf(returned, teller('zh-CN'))).toBe(
      'D02局联络员王芳申请退回，原因：误派，待指挥中心确认。',
    )
    const extended = bare('case.extended', {
      by: { role: 'duty_chief' },
      details: { extra: { basis: 'working_days', amount: 2 } },
      set: { dueAt: 5 },
    })
    expect(sentenceOf(extended, teller('en'))).toBe(
      'Extended by 2 working d by the duty chief; due 2026-11-21 10:00.',
    )
    const panel = bare('case.panel_convened', {
      by: BY_ROLE,
      details: { department: 'D01', members: ['D02', 'D03', 'D04'] },
    })
    expect(sentenceOf(panel, teller('en'))).toBe(
      'Panel convened by Zhang, a dispatcher, led by Bureau D01 with Bureau D02, Bureau D03 and Bureau D04.',
    )
  })
  it('a merge names the other case only where its number may be known', () => {
    const merged = bare('case.merged', { by: BY_ROLE, details: { into: '01M80000000000000000000009' } })
    expect(sentenceOf(merged, teller('en'))).toContain('into case GD20261121-0137')
    expect(sentenceOf(merged, { ...teller('en'), caseNo: () => null })).toBe(
      'Merged by Zhang, a dispatcher; its reports count there.',
    )
  })
  it('every event of any life, for every audience: whole sentences in one language each', () => {
    const people = (id: string): Known | undefined =>
      id.startsWith('by-') ? { department: 'D01', name: 'Li' } : undefined
    fc.assert(
      fc.property(worlds(), ({ log }) => {
        for (const event of log)
          for (const audience of AUDIENCES) {
            const entry = entryOf(event, audience, people)
            expect(entry === null).toBe(redactEvent(event, audience) === null)
            if (!entry) continue
            for (const language of LANGUAGES) {
              const text = sentenceOf(entry, teller(language))
              expect(text).not.toMatch(/[{}[\]]|undefined|null/)
              expect(text).toMatch(/[。.]$/)
              expect(HAN.test(text.replace('Li', ''))).toBe(language === 'zh-CN')
            }
          }
      }),
      { numRuns: 60 },
    )
  })
})

describe('what a reader may know', () => {
  it('a dim reader gets type and time alone; details, roles and names go to those who see the case whole', () => {
    fc.assert(
      fc.property(worlds(), ({ log }) => {
        for (const event of log)
          for (const audience of AUDIENCES) {
            const entry = entryOf(event, audience, () => ({ department: null, name: 'secret name' }))
            if (!entry) continue
            const isWhole = treatmentOf(audience, event.scope) === 'normal'
            expect('by' in entry).toBe(isWhole)
            if (!isWhole) {
              expect([entry.details, entry.from]).toEqual([undefined, undefined])
              expect(JSON.stringify(entry)).not.toContain('secret name')
            } else expect(entry.details).toEqual(event.details)
          }
      }),
      { numRuns: 60 },
    )
  })
})
