import { describe, expect, it } from 'vitest'
import { ClosedPoints } from './closed-points.ts'
import { openClusters } from './clusters.ts'
import {
  HEAT_WINDOWS,
  heatOf,
  heatWeight,
  isHeatWindow,
  recencyOf,
  severityOf,
  type HeatWindow,
} from './heat.ts'
import { hexBins } from './hex-bins.ts'
import { boundsOfView, cameraFor, placeAt, projectionOf, type View } from './mercator.ts'
import { isLocated, openCasesOf } from './open-cases.ts'
import { caseOf, casesOf, HOUR, NOW, SOUTH, WEST } from './testing/district.ts'

const WINDOWS = Object.keys(HEAT_WINDOWS) as HeatWindow[]

describe('heat', () => {
  it('weighs severity times recency: 1 now, a fifth at the end of the window, nothing beyond', () => {
    const after = (hours: number) => Math.round(recencyOf(NOW - hours * HOUR, NOW, 24 * HOUR) * 1_000)
    expect([0, 12, 24, 25].map(after)).toEqual([1_000, 600, 200, 0])
    expect(recencyOf(NOW + HOUR, NOW, HOUR)).toBe(1)
    expect(severityOf({ priority: 'P4', severity: 'red' })).toBe(1)
    expect(severityOf({ priority: 'P1', severity: null })).toBe(1)
    const half = caseOf(1, { priority: 'P2', reportedAt: NOW - 12 * HOUR })
    expect(heatWeight(half, NOW, 24 * HOUR)).toBeCloseTo(0.7 * 0.6)
  })
  it('open cases count by their report, done ones by their closing', () => {
    const old = { reportedAt: NOW - 100 * HOUR, priority: 'P1' as const }
    expect(heatWeight(caseOf(1, old), NOW, 24 * HOUR)).toBe(0)
    expect(heatWeight(caseOf(1, { ...old, status: 'closed', closedAt: NOW }), NOW, 24 * HOUR)).toBe(1)
  })
  it('a closed case that picture and layer both hold is counted once', () => {
    const closed = new ClosedPoints()
    const it_ = caseOf(1, { status: 'closed', closedAt: NOW })
    closed.set(it_.id, it_.kind, it_.lng!, it_.lat!, NOW)
    const inputs = { cases: new Map([[it_.id, it_]]), closed, now: NOW, window: '24h' as const }
    expect(heatOf(inputs).total).toBeCloseTo(0.4)
    expect(heatOf({ ...inputs, closed: null }).total).toBeCloseTo(severityOf(it_))
  })
  it('has no more places than the ground has room for, however many reports there were; one alone stands where it is', () => {
    const many = (n: number) => {
      const closed = new ClosedPoints()
      for (let i = 0; i < n; i += 1)
        closed.set(
          `c${i}`,
          'ticket',
          WEST + ((i * 7) % 1_000) / 50_000,
          SOUTH + ((i * 13) % 997) / 50_000,
          NOW,
        )
      return heatOf({ cases: new Map(), closed, now: NOW, window: '24h' })
    }
    const [some, more] = [many(5_000), many(40_000)]
    expect(more.total).toBeCloseTo(some.total * 8)
    // Two kilometres by two, in squares of some 130 m at this latitude.
    expect(more.n).toBeLessThan(400)
    expect(more.n).toBeLessThan(some.n * 1.1)
    const alone = heatOf({ cases: new Map([['a', caseOf(5)]]), closed: null, now: NOW, window: '30d' })
    expect([alone.lng[0], alone.lat[0]]).toEqual([
      expect.closeTo(caseOf(5).lng!, 9),
      expect.closeTo(caseOf(5).lat!, 9),
    ])
  })
  it('a longer window is never cooler', () => {
    const totals = WINDOWS.map(
      (window) => heatOf({ cases: casesOf(400), closed: null, now: NOW, window }).total,
    )
    expect(totals).toEqual(totals.toSorted((a, b) => a - b))
    expect(new Set(totals).size).toBe(4)
  })
  it('★7 changing the window weighs 20,000 points anew in under 300 ms', () => {
    const cases = casesOf(10_000)
    const closed = new ClosedPoints()
    for (let n = 0; n < 10_000; n += 1) {
      const it_ = caseOf(n + 20_000)
      closed.set(it_.id, it_.kind, it_.lng!, it_.lat!, NOW - (n % 700) * HOUR)
    }
    for (const window of WINDOWS) {
      const begun = performance.now()
      expect(heatOf({ cases, closed, now: NOW, window }).n).toBeGreaterThan(50)
      expect(performance.now() - begun).toBeLessThan(300)
    }
  })
  it('a window is one of the list and nothing else', () => {
    expect(WINDOWS.every(isHeatWindow)).toBe(true)
    expect([isHeatWindow('toString'), isHeatWindow(null)]).toEqual([false, false])
  })
})

const view: View = { center: [WEST + 0.07, SOUTH + 0.07], zoom: 12.4, width: 1_200, height: 800 }

describe('fixed bins', () => {
  const field = heatOf({ cases: casesOf(2_000), closed: null, now: NOW, window: '7d' })
  it('★7 do not move and do not change when the map is panned', () => {
    const here = hexBins(field, view.zoom, boundsOfView(view))
    const there = hexBins(field, view.zoom, boundsOfView({ ...view, center: [WEST + 0.09, SOUTH + 0.05] }))
    const before = new Map(here.map((it) => [it.key, it]))
    const both = there.filter((it) => before.has(it.key))
    expect(both.length).toBeGreaterThan(20)
    for (const it_ of both) expect(it_).toEqual(before.get(it_.key))
  })
  it('hold all the heat there is, each place in one', () => {
    const all = hexBins(field, view.zoom, [-180, -85, 180, 85])
    expect(all.reduce((sum, it_) => sum + it_.weight, 0)).toBeCloseTo(field.total)
    expect(Math.max(...all.map((it_) => it_.class))).toBe(4)
  })
  it('every place lies in the bin that it was added to', () => {
    const one = heatOf({ cases: new Map([['a', caseOf(5)]]), closed: null, now: NOW, window: '30d' })
    const [bin, ...more] = hexBins(one, 13, [-180, -85, 180, 85])
    expect(more).toEqual([])
    const project = projectionOf({ ...view, zoom: 13 })
    const [x, y] = project(one.lng[0]!, one.lat[0]!)
    const corners = bin!.ring.map(([lng, lat]) => project(lng, lat))
    const inside = corners.slice(1).every(([bx, by], i) => {
      const [ax, ay] = corners[i]!
      return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= -1e-6
    })
    expect(inside).toBe(true)
  })
})

describe('clusters', () => {
  const open = openCasesOf(casesOf(10_000), NOW)
  const located = [...open.all.values()].filter(isLocated)
  it('★6 every located case is in exactly one answer, at every zoom', () => {
    const clusters = openClusters(46)
    clusters.load(open.all.values())
    expect(clusters.size()).toBe(located.length)
    for (const zoom of [0, 9, 11, 13, 15, 16, 17, 18]) {
      const all = clusters.within([-180, -85, 180, 85], zoom)
      expect(all.reduce((sum, it_) => sum + it_.count, 0)).toBe(located.length)
      expect(all.reduce((sum, it_) => sum + it_.kinds[0] + it_.kinds[1] + it_.kinds[2], 0)).toBe(
        located.length,
      )
    }
  })
  it('★6 a cluster is as bad as its worst', () => {
    const clusters = openClusters(46)
    clusters.load(open.all.values())
    const [whole, ...more] = clusters.within([-180, -85, 180, 85], 0)
    expect(more).toEqual([])
    expect(whole!.worst).toBe(Math.max(...located.map((it_) => it_.urgency)))
    expect(whole!.overdue).toBe(located.filter((it_) => it_.urgency > 1).length)
  })
  it('what did not change has the same key after loading anew', () => {
    const keysOf = () => {
      const clusters = openClusters(46)
      clusters.load(open.all.values())
      return clusters.within([-180, -85, 180, 85], 12).map((it_) => it_.key)
    }
    const keys = keysOf()
    expect(keysOf()).toEqual(keys)
    expect(new Set(keys).size).toBe(keys.length)
  })
  it('10,000 are gathered in under 250 ms, on a machine that is busy with other things', () => {
    const clusters = openClusters(46)
    const begun = performance.now()
    clusters.load(open.all.values())
    expect(performance.now() - begun).toBeLessThan(250)
  })
})

describe('mercator', () => {
  it('there and back is where one was', () => {
    const [x, y] = projectionOf(view)(117.05, 30.45)
    const [lng, lat] = placeAt(view, x, y)
    expect(lng).toBeCloseTo(117.05, 9)
    expect(lat).toBeCloseTo(30.45, 9)
  })
  it('a camera for bounds shows all of them and touches the padding', () => {
    const bounds: [number, number, number, number] = [WEST, SOUTH, WEST + 0.144, SOUTH + 0.144]
    const size = { width: 1_200, height: 800 }
    const camera = cameraFor(bounds, { ...size, padding: 40, closest: 20 })
    const project = projectionOf({ ...camera, ...size })
    expect(project(WEST, SOUTH)[1]).toBeCloseTo(760, 4)
    expect(project(WEST, SOUTH + 0.144)[1]).toBeCloseTo(40, 4)
  })
})
