import { Value } from 'typebox/value'
import { LIST_IDS, LISTS } from '@shaotai/shared/directory/lists.ts'
import { describe, expect, it } from 'vitest'
import { adminWords } from '../../i18n/admin/words.ts'
import { LANGUAGES } from '../../i18n/words.ts'
import { changedFields, isSame, reapply, toDraft, toEntry } from './draft.ts'
import { faultsOf, faultsOfProblem } from './faults.ts'
import { fieldsOf, type FormField } from './fields.ts'
import { showValue } from './show.ts'
import { sampleOf } from './testing/samples.ts'

const EDITED = LIST_IDS.filter((it) => !LISTS[it].readOnly)
const words = adminWords('zh-CN')
const flat = (fields: readonly FormField[]): FormField[] =>
  fields.flatMap((it) => (it.kind === 'group' || it.kind === 'rows' ? [it, ...flat(it.fields)] : [it]))

describe.each(EDITED)('the form of %s', (id) => {
  const list = LISTS[id]
  const fields = fieldsOf(list.schema, 'zh-CN')

  it('asks for every field of the schema, each with its words in both languages', () => {
    expect(fields.map((it) => it.name)).toEqual(Object.keys(list.schema.properties))
    expect(flat(fields).filter((it) => it.kind === 'other')).toEqual([])
    for (const language of LANGUAGES)
      expect(
        flat(fieldsOf(list.schema, language))
          .filter((it) => it.title === it.name)
          .map((it) => it.name),
      ).toEqual([])
  })
  it('an entry that fills it goes in and comes out the same, and fits the schema', () => {
    const entry = sampleOf(fields)
    expect(faultsOf(fields, toDraft(fields, entry), words.faults)).toEqual(new Map())
    expect(toEntry(fields, toDraft(fields, entry))).toEqual(entry)
    expect([...Value.Errors(list.schema, entry)]).toEqual([])
  })
  it('an empty form is at fault in every field that must be there, and in no other', () => {
    const faults = faultsOf(fields, toDraft(fields), words.faults)
    const asked = fields.filter(
      (it) =>
        it.required &&
        it.kind !== 'group' &&
        it.kind !== 'rows' &&
        !((it.kind === 'references' || it.kind === 'choices') && it.least === 0),
    )
    expect([...faults.keys()].filter((it) => !it.slice(1).includes('/'))).toEqual(
      asked.map((it) => `/${it.name}`),
    )
  })
  it('what may be left out is left out and never null', () => {
    const entry = sampleOf(fields)
    for (const field of fields.filter((it) => !it.required)) delete entry[field.name]
    const sent = toEntry(fields, toDraft(fields, entry))
    expect(sent).toEqual(entry)
    expect([...Value.Errors(list.schema, sent)]).toEqual([])
  })
})

describe('faults', () => {
  const fields = fieldsOf(LISTS.policies.schema, 'zh-CN')
  it('are at the place of the field, inside rows too', () => {
    const entry = sampleOf(fields)
    const stages = [
      { ...(entry['stages'] as object[])[0], name: '', limit: { basis: 'working_days', amount: 20_000 } },
    ]
    const faults = faultsOf(fields, toDraft(fields, { ...entry, stages, extensions: 2.5 }), words.faults)
    expect(Object.fromEntries(faults)).toEqual({
      '/stages/0/name': words.faults.empty,
      '/stages/0/limit/amount': words.faults.atMost('10000'),
      '/extensions': words.faults.whole,
    })
  })
  it('of the server are found at their field, with or without the entry before it', () => {
    const problem = { type: '', title: '内容不符', status: 422, detail: '', code: 'bad_request' as const }
    const errors = [
      { path: '/entry/parent', message: 'is unknown' },
      { path: '/name', message: 'is taken' },
      { path: '/', message: 'is odd' },
    ]
    expect([...faultsOfProblem({ ...problem, errors }, 'en')]).toEqual([
      ['/parent', 'is unknown'],
      ['/name', 'is taken'],
    ])
    expect(faultsOfProblem({ ...problem, errors }, 'zh-CN').get('/name')).toBe('内容不符')
  })
})

describe('two people at one entry', () => {
  const fields = fieldsOf(LISTS.departments.schema, 'zh-CN')
  const base = { code: 'D01', name: '甲', kind: 'bureau', liaisons: [], phone: '12345' }
  it('my changes go on top of theirs: what I changed is mine, all else is theirs', () => {
    const mine = { ...base, name: '乙' }
    const { phone: _, ...withoutPhone } = base
    const theirs = { ...withoutPhone, name: '丙', liaisons: ['liaison'] }
    expect(reapply(fields, { base, mine, theirs })).toEqual({ ...theirs, name: '乙' })
  })
  it('what I took away stays away', () => {
    const { phone: _, ...mine } = base
    expect(reapply(fields, { base, mine, theirs: { ...base, name: '丙' } })).toEqual({ ...mine, name: '丙' })
  })
  it('the order in which a body names its fields is no change', () => {
    expect(isSame({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toBe(true)
    expect(changedFields(fields, base, { ...base, name: '乙' }).map((it) => it.name)).toEqual(['name'])
  })
})

describe('a value in words', () => {
  it('names what it refers to, and its choices', () => {
    const fields = fieldsOf(LISTS.duty_list.schema, 'zh-CN')
    const references = new Map([['departments', [{ value: 'D01', name: '城管局' }]]])
    const show = (name: string, value: unknown) =>
      showValue(
        fields.find((it) => it.name === name)!,
        value,
        { references, language: 'zh-CN' },
      )
    expect(show('lead', 'D01')).toBe('城管局')
    expect(show('coHandlers', ['D01', 'D09'])).toBe('城管局、D09')
    expect(show('basis', undefined)).toBe('')
  })
})
