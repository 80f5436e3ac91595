import { describe, expect, it } from 'vitest'
import { NOW } from '../../wall/testing/full-inputs.ts'
import { openEntries } from '../queue/entries.ts'
import { deskCases } from '../testing/desk-cases.ts'
import { NEAR_METRES, nearOf, ringOf } from './near.ts'

/** Great-circle distance, m: another way to the same figure. */
function haversine(a: { lng: number; lat: number }, b: { lng: number; lat: number }): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180
  const [dLat, dLng] = [rad(b.lat - a.lat), rad(b.lng - a.lng)]
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(dLng / 2) ** 2
  return 2 * 6_371_008.8 * Math.asin(Math.sqrt(h))
}

describe('what is near a case', () => {
  const entries = openEntries((area) => area)
  const cases = deskCases(2_000)
  const unplaced = { ...cases.values().next().value!, id: 'U'.padEnd(26, '0'), lng: null, lat: null }
  entries.replace(new Map(cases).set(unplaced.id, unplaced))
  while (entries.weigh({ now: NOW, calendar: null }, () => false));
  const chosen = entries.all.get([...cases.keys()][1_050]!)!
  const at = { lng: chosen.it.lng!, lat: chosen.it.lat! }
  const near = nearOf(chosen, entries.all.values())

  it('is open, within the reach, nearest first, and not the case itself', () => {
    expect(near.length).toBeGreaterThan(20)
    for (const [i, { entry, metres }] of near.entries()) {
      expect(entry.isOpen).toBe(true)
      expect(entry.it.id).not.toBe(chosen.it.id)
      expect(Math.abs(metres - haversine(at, { lng: entry.it.lng!, lat: entry.it.lat! }))).toBeLessThan(3)
      expect(metres).toBeLessThanOrEqual(NEAR_METRES)
      expect(metres).toBeGreaterThanOrEqual(near[i - 1]?.metres ?? 0)
    }
  })
  it('of a case without a place is nothing', () => {
    expect(nearOf(entries.all.get(unplaced.id)!, entries.all.values())).toEqual([])
  })
  it('the ring on the map is as wide as the reach', () => {
    const view = { center: [at.lng, at.lat] as [number, number], zoom: 15, width: 400, height: 300 }
    const ring = ringOf(view, at.lng, at.lat)
    expect([ring.x, ring.y]).toEqual([200, 150])
    // At zoom 15 a pixel of 512-pixel tiles is 2.39 m at the equator.
    expect(ring.radius).toBeCloseTo(NEAR_METRES / (2.3887 * Math.cos((at.lat * Math.PI) / 180)), 0)
  })
})
