import type { Action } from '@shaotai/shared/domain/lifecycle.ts'
import { wordsOf } from '../../i18n/words.ts'
import { beforeAll, describe, expect, it } from 'vitest'
import { NOW } from '../../wall/testing/full-inputs.ts'
import { openEntries } from '../queue/entries.ts'
import { deskCases } from '../testing/desk-cases.ts'
import { find, type Found, type Term, type World } from './find.ts'
import { isLike, loadSounds, soundsLike, type Syllables } from './sounds.ts'
import { spokenIn } from './verbs.ts'

const entries = openEntries((area) => area)
entries.replace(deskCases(200))
while (entries.weigh({ now: NOW, calendar: null }, () => false));
const all = [...entries.all.values()]
const chosen = all.find(({ it }) => it.status === 'filed')!
const term = (facet: Term['facet'], code: string, name: string, en?: string): Term => ({
  facet,
  code,
  name,
  texts: en === undefined ? [name] : [name, en],
})
const OFFERS: Action[] = ['dispatch', 'urge', 'merge', 'escalate']
let syllables: Syllables
beforeAll(async () => void (syllables = await loadSounds()))
const world = (over: Partial<World> = {}): World => ({
  entries: entries.all,
  chosen,
  offers: OFFERS,
  terms: [
    term('category', 'C1', '路面积水', 'Road flooding'),
    term('department', 'D2', '城管局', 'Urban Management'),
    term('department', 'D3', '住建局', 'Housing'),
    term('street', '340801001', '望江街道'),
  ],
  places: new Map(
    Array.from({ length: 17 }, (_, i) => [
      `3408010010${String(i).padStart(2, '0')}`,
      [i === 3 ? '重庆路社区' : '沿江社区'],
    ]),
  ),
  statuses: new Map([['filed', ['已立案', '待派遣']]]),
  tabs: [{ tab: 'overdue', name: '超期', count: 3 }],
  views: ['夜班隐患'],
  looks: [{ look: 'dark', name: '深色' }],
  countOf: () => 1,
  actionName: (action) => wordsOf('zh-CN').actions[action],
  syllables,
  ...over,
})
const steps = (found: readonly Found[]) => found.flatMap((it) => (it.group === 'act' ? [it.asked] : []))
const cases = (found: readonly Found[]) =>
  found.flatMap((it) => (it.group === 'case' ? [entries.all.get(it.id)!.it] : []))
const filters = (found: readonly Found[]) => found.flatMap((it) => (it.group === 'filter' ? [it.code] : []))

describe('what a line finds', () => {
  it.each([
    ['路面', 'C1'],
    ['lmjs', 'C1'],
    ['mianjishui', 'C1'],
    ['LumianJ', 'C1'],
    ['flood', 'C1'],
    ['cgj', 'D2'],
    ['chengguan', 'D2'],
    ['wj', '340801001'],
  ])('%s finds %s by text, by initials, by sound and in English', (line, code) => {
    expect(filters(find(line, world()))).toContain(code)
  })
  it('a character of many sounds has the one of its word', () => {
    expect(syllables('重庆路').slice(0, 2)).toEqual(['chong', 'qing'])
    expect(soundsLike(syllables('银行'), 'yinhang')).toBe(true)
  })
  it('a sound in the middle of a syllable is not one', () => {
    expect(soundsLike(syllables('路面积水'), 'ianji')).toBe(false)
  })
  it('any part of a number finds its cases, and typed to the end that one first', () => {
    const { no } = chosen.it
    expect(cases(find(no, world()))[0]).toBe(chosen.it)
    const some = cases(find('22000', world()))
    expect(some.length).toBeGreaterThan(3)
    expect(some.every((it) => it.no.includes('22000'))).toBe(true)
  })
  it('several words each narrow: a category, a place and a department at once', () => {
    const found = cases(find('lmjs cql', world()))
    expect(found.length).toBeGreaterThan(0)
    for (const it of found) expect([it.category, it.area]).toEqual(['C1', '340801001003'])
  })
  it('what a case waits for finds it, alone and beside its place', () => {
    for (const line of ['待派遣', 'dpq', '待派遣 cql']) {
      const found = cases(find(line, world()))
      expect(found.length, line).toBeGreaterThan(0)
      for (const it of found) expect(it.status).toBe('filed')
    }
  })
  it('without the dictionary names are found as they are written', () => {
    const without = world({ syllables: null })
    expect(filters(find('路面', without))).toEqual(['C1'])
    expect(filters(find('lmjs', without))).toEqual([])
  })
  it('tabs, views and looks are found beside the cases', () => {
    expect(find('cq', world()).some((it) => it.group === 'tab' && it.tab === 'overdue')).toBe(true)
    expect(find('yb', world()).some((it) => it.group === 'view' && it.n === 0)).toBe(true)
    expect(find('深', world()).some((it) => it.group === 'look')).toBe(true)
  })
})

describe('a short name', () => {
  it.each([
    ['城市管理局', '城管局', true],
    ['城市管理局', '城管', true],
    ['住房和城乡建设局', '住建局', true],
    ['城市管理局', '管城', false],
    ['城市管理局', '局', true], // as it is written
    ['公安分局', '城管', false],
  ])('%s is meant by %s: %s', (name, typed, is) => {
    expect(isLike(name, typed, null)).toBe(is)
  })
})

describe('a line that asks for a step', () => {
  it.each(['派 城管局', '派城管局', 'd 城管局', 'd cgj', 'dispatch urban', '派 cg'])('%s', (line) => {
    expect(steps(find(line, world()))).toEqual([{ action: 'dispatch', department: 'D2' }])
  })
  it('alone a verb asks for its form, and with words for its reason', () => {
    expect(steps(find('派', world()))[0]).toEqual({ action: 'dispatch' })
    expect(steps(find('催', world()))).toEqual([{ action: 'urge' }])
    expect(steps(find('催 三天没有动静', world()))).toEqual([{ action: 'urge', reason: '三天没有动静' }])
  })
  it('并 with a piece of a number names the case to merge into, never itself', () => {
    const other = all.find(({ it }) => it.id !== chosen.it.id)!.it
    expect(steps(find(`并 ${other.no}`, world()))).toEqual([{ action: 'merge', into: other.id }])
    expect(steps(find(`并 ${chosen.it.no}`, world()))).toEqual([])
  })
  it('nothing is offered that may not be done, nor without a case', () => {
    expect(steps(find('派 城管局', world({ offers: ['urge'] })))).toEqual([])
    expect(steps(find('派 城管局', world({ chosen: null })))).toEqual([])
    expect(steps(find('退', world()))).toEqual([])
  })
  it('a step is found by its name too', () => {
    expect(steps(find('提级', world()))).toEqual([{ action: 'escalate' }])
    expect(steps(find('tiji', world()))).toEqual([{ action: 'escalate' }])
  })
  it('a Latin verb ends with a space: a word that begins with its letter is no command', () => {
    expect(spokenIn('drain')).toEqual([])
    expect(spokenIn('d rain')[0]).toMatchObject({ said: 'rain', rest: 'department' })
  })
})
