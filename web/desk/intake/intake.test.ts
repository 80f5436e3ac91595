import { describe, expect, it } from 'vitest'
import { ReportRequestSchema } from '@shaotai/shared/contract/http.ts'
import { SOURCES } from '@shaotai/shared/domain/vocabulary.ts'
import { Value } from 'typebox/value'
import { BY_HAND, emptyDraft, isBegun, missingIn, reportOf, type Draft } from './draft.ts'
import { openSending, type Doors, type Parcel, type Sending } from './sending.ts'
import { coordinatesIn, wholeNumber } from './written.ts'

const draft = (over: Partial<Draft> = {}): Draft => ({
  ...emptyDraft('intake'),
  category: '0102',
  heading: ' water on the road ',
  ...over,
})

describe('a draft', () => {
  it('becomes a report that the server takes, without the fields nobody filled in', () => {
    expect(reportOf(draft())).toEqual({
      kind: 'ticket',
      category: '0102',
      title: 'water on the road',
      priority: 'P3',
    })
    const whole = draft({
      kind: 'hazard',
      severity: 'red',
      narrative: 'n',
      name: ' 王 ',
      phone: '13800138000',
      place: { lng: 117.05, lat: 30.52, crs: 'gcj02', exact: true },
      address: 'a',
      exercise: true,
    })
    for (const it of [draft(), whole]) expect(Value.Check(ReportRequestSchema, reportOf(it))).toBe(true)
    expect(reportOf(whole)).toMatchObject({
      reporter: { name: '王', phone: '13800138000' },
      lng: 117.05,
      crs: 'gcj02',
      severity: 'red',
      exercise: true,
    })
  })
  it('has a grade only where it is a hazard', () => {
    expect(reportOf(draft({ kind: 'ticket', severity: 'red' }))).not.toHaveProperty('severity')
  })
  it('lacks what the server would refuse it for, and nothing else', () => {
    const place = { lng: 1, lat: 1, crs: 'wgs84', exact: true } as const
    expect(missingIn(draft(), false)).toEqual([])
    expect(missingIn(draft({ category: null, heading: ' ' }), false)).toEqual(['category', 'heading'])
    expect(missingIn(draft({ place }), true)).toEqual(['place'])
    expect(missingIn(draft({ place }), false)).toEqual([])
  })
  it('is begun by whatever a caller would have to say again', () => {
    expect(isBegun(emptyDraft('intake'))).toBe(false)
    expect(isBegun({ ...emptyDraft('intake'), priority: 'P1', source: 'walk_in' })).toBe(false)
    for (const some of [{ phone: '1' }, { category: '0102' }, { narrative: 'n' }])
      expect(isBegun({ ...emptyDraft('intake'), ...some })).toBe(true)
  })
  it('comes from where its taker works, by channels of the closed list', () => {
    expect(emptyDraft('grid_worker').source).toBe('grid')
    expect(emptyDraft('duty_chief').source).toBe('hotline')
    for (const it of BY_HAND) expect(SOURCES).toContain(it)
  })
})

describe('what is written by hand', () => {
  it.each([
    ['117.05, 30.52', 117.05, 30.52],
    ['117.05 30.52', 117.05, 30.52],
    ['１１７．０５，３０．５２', 117.05, 30.52],
    ['117.05°E, 30.52°N', 117.05, 30.52],
    ['(-122.4; 37.7)', -122.4, 37.7],
  ])('%s is a place', (text, lng, lat) => {
    expect(coordinatesIn(text)).toEqual({ lng, lat })
  })
  it.each(['', '117.05', '117.05,', '30.52, 117.05', '0, 0', 'here, there', '1, 2, 3', '181, 0'])(
    '“%s” is none',
    (text) => {
      expect(coordinatesIn(text)).toBeNull()
    },
  )
  it('a mobile number is whole with its eleventh digit, any other when the field is left', () => {
    expect(wholeNumber('1380013800', false)).toBeNull()
    expect(wholeNumber('138 0013 8000', false)).toBe('13800138000')
    expect(wholeNumber('+86 138-0013-8000', false)).toBe('13800138000')
    expect(wholeNumber('0556-5551234', false)).toBeNull()
    expect(wholeNumber('0556-5551234', true)).toBe('05565551234')
    expect(wholeNumber('12345', true)).toBeNull()
  })
})

describe('sending', () => {
  const parcel = (over: Partial<Parcel> = {}): Parcel => ({
    source: 'hotline',
    report: reportOf(draft()),
    into: null,
    ...over,
  })
  const into = { id: 'B', no: 'GD-B' }
  class No extends Error {}
  /** Doors that answer what the list says, one a request: a function throws. */
  function open(reports: (() => never)[] = [], merges: (() => never)[] = []) {
    const asked: string[] = []
    const states: Sending[] = []
    let keys = 0
    const doors: Doors = {
      report: async (_, __, key) => {
        asked.push(`report ${key}`)
        await Promise.resolve()
        reports.shift()?.()
        return { caseId: 'A', caseNo: 'GD-A', seq: 1, version: 1 }
      },
      merge: async (caseId, body) => {
        asked.push(`merge ${caseId} ${body.into} ${body.expectedVersion} ${body.commandId}`)
        await Promise.resolve()
        merges.shift()?.()
        return { seq: 2, version: 2 }
      },
      refusalOf: (error) => (error instanceof No ? error.message : null),
      newKey: () => `k${(keys += 1)}`,
    }
    return { asked, states, sending: openSending(doors, (it) => states.push(it)) }
  }
  const silence = () => {
    throw new TypeError('no answer')
  }
  const no = () => {
    throw new No('no')
  }

  it('a double Enter makes one report', async () => {
    const { asked, states, sending } = open()
    await Promise.all([sending.send(parcel()), sending.send(parcel())])
    await sending.send(parcel())
    expect(asked).toEqual(['report k1'])
    expect(states.map((it) => it.state)).toEqual(['sending', 'done'])
  })
  it('without an answer nothing but the same again may be sent, under the same key', async () => {
    const { asked, states, sending } = open([silence, silence])
    await sending.send(parcel())
    await sending.send(parcel({ source: 'walk_in' }))
    await sending.again()
    await sending.again()
    expect(asked).toEqual(['report k1', 'report k1', 'report k1'])
    expect(states.at(-1)).toMatchObject({ state: 'done', caseNo: 'GD-A' })
  })
  it('what was refused may be written otherwise, and has a key of its own', async () => {
    const { asked, states, sending } = open([no])
    await sending.send(parcel())
    expect(states.at(-1)).toEqual({ state: 'refused', says: 'no' })
    await sending.send(parcel())
    expect(asked).toEqual(['report k1', 'report k2'])
  })
  it('a report that joins a case is recorded first, and then merged into it', async () => {
    const { asked, states, sending } = open()
    await sending.send(parcel({ into }))
    expect(asked).toEqual(['report k1', 'merge A B 1 k1-join'])
    expect(states.at(-1)).toMatchObject({ state: 'done', into, notJoined: null })
  })
  it('one that cannot join stands on its own, and says why', async () => {
    const { states, sending } = open([], [no])
    await sending.send(parcel({ into }))
    expect(states.at(-1)).toMatchObject({ state: 'done', caseNo: 'GD-A', notJoined: 'no' })
  })
  it('a merge without an answer is asked again with the same command', async () => {
    const { asked, states, sending } = open([], [silence])
    await sending.send(parcel({ into }))
    expect(states.at(-1)).toEqual({ state: 'unanswered' })
    await sending.again()
    expect(asked).toEqual(['report k1', 'merge A B 1 k1-join', 'report k1', 'merge A B 1 k1-join'])
    expect(states.at(-1)).toMatchObject({ state: 'done', notJoined: null })
  })
})
