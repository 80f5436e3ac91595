import { ACTIONS, isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import { ROLES } from '@shaotai/shared/domain/vocabulary.ts'
import { describe, expect, it } from 'vitest'
import { queueEn } from '../../i18n/desk/queue/en.ts'
import { queueZhCN } from '../../i18n/desk/queue/zh-CN.ts'
import { NOW } from '../../wall/testing/full-inputs.ts'
import { deskCases } from '../testing/desk-cases.ts'
import { actionsOf, KEY_ROWS, keyFor, KEYS, pressed, type Press } from './keys.ts'
import { RECALL_WITHIN_MS } from '@shaotai/shared/domain/steps/handing-over.ts'
import { offersOn } from './offers.ts'

const press = (over: Partial<Press>): Press => ({
  key: 'j',
  code: 'KeyJ',
  ctrl: false,
  shift: false,
  alt: false,
  composing: false,
  focus: 'list',
  ...over,
})

describe('the table of keys', () => {
  it('gives every key one meaning, and leaves the digits to the candidates', () => {
    const keys = KEYS.flatMap(({ keys }) => [...keys])
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys.filter((it) => /^\d$/.test(it))).toEqual([])
    for (const key of '123456789') expect(pressed(press({ key, code: `Digit${key}` }))).toBeNull()
  })
  it('every row of the dialog has a cap and words in both languages', () => {
    const shown = KEY_ROWS.flatMap(({ caps }) => caps)
    expect(shown.length).toBe(KEYS.length)
    for (const { id } of KEY_ROWS) {
      expect(queueZhCN.keys[id]).toMatch(/\p{Script=Han}/u)
      expect(queueEn.keys[id]).toMatch(/[a-z]/)
    }
  })
  it('names no step that the processes do not have, and no step twice', () => {
    const named = KEYS.flatMap(({ id }) => [...actionsOf(id)])
    expect(named.filter((it) => !ACTIONS.includes(it))).toEqual([])
    expect(new Set(named).size).toBe(named.length)
    expect([keyFor('dispatch'), keyFor('reassign'), keyFor('attach')]).toEqual(['d', 'd', null])
  })
})

describe('a press', () => {
  it('in a field is written, except Esc and Ctrl-K', () => {
    for (const { keys } of KEYS)
      for (const key of keys)
        expect(pressed(press({ key, focus: 'typing' }))).toEqual(key === 'Escape' ? { id: 'away' } : null)
    expect(pressed(press({ key: 'k', ctrl: true, focus: 'typing' }))).toEqual({ id: 'search' })
  })
  it('while an input method composes is the input method’s, wherever it is', () => {
    for (const { keys } of KEYS) expect(pressed(press({ key: keys[0], composing: true }))).toBeNull()
    expect(pressed(press({ key: 'k', ctrl: true, composing: true }))).toBeNull()
  })
  it('of Enter, Space or an arrow on a button is the button’s', () => {
    for (const key of ['Enter', ' ', 'ArrowDown']) {
      expect(pressed(press({ key, focus: 'elsewhere' }))).toBeNull()
      expect(pressed(press({ key }))).not.toBeNull()
    }
    expect(pressed(press({ key: 'd', focus: 'elsewhere' }))).toEqual({ id: 'dispatch' })
  })
  it('of Shift and a digit goes to a view, whatever character that is on this keyboard', () => {
    expect(pressed(press({ key: '@', code: 'Digit2', shift: true }))).toEqual({ view: 2 })
    expect(pressed(press({ key: '！', code: 'Digit1', shift: true }))).toEqual({ view: 1 })
  })
  it('means the same with caps lock, and nothing with Alt or with a browser’s own Ctrl', () => {
    expect(pressed(press({ key: 'J' }))).toEqual({ id: 'next' })
    expect(pressed(press({ alt: true }))).toBeNull()
    for (const key of ['a', 'c', 'x', 'f', 'n', 'p']) expect(pressed(press({ key, ctrl: true }))).toBeNull()
  })
})

describe('what a key may ask for', () => {
  const cases = [...deskCases(150).values()].filter(isOpen)
  it('is a step of the person’s role, on a case of theirs', () => {
    const filed = cases.find((it) => it.status === 'filed')!
    const signing = cases.find((it) => it.status === 'dispatched')!
    const liaison = { role: 'liaison', department: signing.department }
    expect(offersOn({ role: 'dispatcher', department: null }, filed, NOW)).toContain('dispatch')
    expect(offersOn({ role: 'viewer', department: null }, filed, NOW)).toEqual([])
    expect(offersOn(liaison, signing, NOW)).toContain('sign')
    expect(offersOn({ ...liaison, department: 'others' }, signing, NOW)).not.toContain('sign')
    for (const role of ROLES)
      for (const it of cases)
        expect(offersOn({ role, department: null }, it, NOW)).not.toContain('grant_extension')
  })
  it('decides only what waits for a decision', () => {
    const handling = cases.find((it) => it.status === 'handling')!
    const chief = { role: 'duty_chief', department: null }
    expect(offersOn(chief, { ...handling, pending: 'extension' }, NOW)).toContain('grant_extension')
    expect(offersOn(chief, { ...handling, pending: null }, NOW)).not.toContain('grant_extension')
  })
  it('takes a dispatch back for ten seconds and no longer', () => {
    const sent = { ...cases.find((it) => it.status === 'dispatched')!, dispatchedAt: NOW - RECALL_WITHIN_MS }
    const dispatcher = { role: 'dispatcher', department: null }
    expect(offersOn(dispatcher, sent, NOW)).toContain('recall')
    expect(offersOn(dispatcher, sent, NOW + 1)).not.toContain('recall')
  })
})
