import { describe, expect, it } from 'vitest'
import type { PlacedArea, Position } from '@shaotai/shared/domain/area.ts'
import { box, SMALL_DISTRICT, toFeature } from '../test/boxes.ts'
import { judge, judgeLoad } from './judge.ts'

/** A circle of so many corners. */
const round = (code: string, corners: number): PlacedArea => {
  const ring = Array.from({ length: corners }, (_, i): Position => {
    const turn = (2 * Math.PI * i) / corners
    return [117 + 0.1 * Math.cos(turn), 30 + 0.1 * Math.sin(turn)]
  })
  const geometry = { type: 'Polygon' as const, coordinates: [[...ring, ring[0]!]] }
  return { ...box(code, 'district', null, [0, 0, 1, 1]), geometry }
}

describe('a load', () => {
  it('of many corners is judged in a thread of its own, and is told the same', async () => {
    const large = [round('A', 5_000), round('B', 5_000)]
    for (const areas of [large, SMALL_DISTRICT]) {
      const question = { features: areas.map(toFeature), standing: [], replace: false }
      expect(await judge(question)).toEqual(judgeLoad(question))
    }
    const { findings } = await judge({ features: large.map(toFeature), standing: [], replace: false })
    expect(findings.map(({ code, area, others }) => [code, area, others])).toEqual([['overlap', 'B', ['A']]])
  })

  it('that takes too long is refused for that, and its thread is ended', async () => {
    const question = { features: [toFeature(round('A', 200_000))], standing: [], replace: false }
    const { areas, findings } = await judge(question, 20)
    expect([areas, findings.map(({ code }) => code)]).toEqual([[], ['too_long']])
  })
})
