import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openClusterDesk, toTell } from './cluster-desk.ts'
import { openClusters } from './clusters.ts'
import { changesSince, openCasesOf, NONE_OPEN, type OpenCases } from './open-cases.ts'
import { caseOf, NOW } from './testing/district.ts'

const WORLD: [number, number, number, number] = [-180, -85, 180, 85]
const HOUR = 3_600_000

describe('gathering from differences', () => {
  it('answers as an index of everything there is would, whatever came, went, moved or turned late', () => {
    const step = fc.record({
      ids: fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 0, maxLength: 20 }),
      unplaced: fc.integer({ min: 1, max: 30 }),
      east: fc.double({ min: 0, max: 0.1, noNaN: true }),
      hours: fc.integer({ min: 0, max: 200 }),
      zoom: fc.integer({ min: 8, max: 17 }),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        const desk = openClusterDesk(54)
        let before: OpenCases = NONE_OPEN
        for (const { ids, unplaced, east, hours, zoom } of steps) {
          const cases = ids.map((id) => {
            const it_ = caseOf(id)
            return id === unplaced ? { ...it_, lng: null, lat: null } : { ...it_, lng: it_.lng! + east }
          })
          const after = openCasesOf(new Map(cases.map((it_) => [it_.id, it_])), NOW + hours * HOUR, before)
          const { found, size } = desk.ask({
            ...toTell(changesSince(before.all, after)),
            bounds: WORLD,
            zoom,
          })
          const whole = openClusters(54)
          whole.load(after.all.values())
          const tell = (all: readonly { count: number; worst: number; overdue: number }[]) =>
            all.reduce(
              (sum, it_) => [sum[0]! + it_.count, Math.max(sum[1]!, it_.worst), sum[2]! + it_.overdue],
              [0, 0, 0],
            )
          const expected = whole.within(WORLD, zoom)
          expect(tell(found)).toEqual(tell(expected))
          expect(size).toBe(whole.size())
          before = after
        }
      }),
      { numRuns: 60 },
    )
  })
  it('nothing is told where nothing changed', () => {
    const open = openCasesOf(new Map([['c', caseOf(1)]]), NOW)
    expect(toTell(changesSince(open.all, openCasesOf(new Map([['c', caseOf(1)]]), NOW, open)))).toEqual({
      put: [],
      drop: [],
    })
  })
})
