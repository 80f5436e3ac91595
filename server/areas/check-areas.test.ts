import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PlacedArea, Position } from '@shaotai/shared/domain/area.ts'
import { AREA_FINDING_CODES, finding, sayFinding } from '@shaotai/shared/domain/area-finding.ts'
import { box, SMALL_DISTRICT, toFeature } from '../test/boxes.ts'
import { checkAreas } from './check-areas.ts'

const feature = (over: object = {}, geometry?: unknown) => {
  const whole = toFeature(box('A', 'district', null, [0, 0, 1, 1]))
  return {
    ...whole,
    properties: { ...whole.properties, ...over },
    ...(geometry !== undefined && { geometry }),
  }
}
const foundIn = (features: unknown[], standing: readonly PlacedArea[] | null = []) =>
  checkAreas({ features, standing }).findings
const refusedIn = (features: unknown[], standing: readonly PlacedArea[] | null = []) =>
  foundIn(features, standing)
    .filter(({ level }) => level === 'refused')
    .map((it) => [it.feature, it.area, it.code])

describe('areas', () => {
  it('are taken as they are where nothing is wrong, and what they carry besides is left aside', () => {
    const given = SMALL_DISTRICT.map(toFeature).map((it) => ({
      ...it,
      properties: { ...it.properties, staffed: true },
    }))
    const { areas, findings } = checkAreas({ features: given, standing: [] })
    expect(areas).toEqual(SMALL_DISTRICT)
    // A grid that is drawn before the others of its community is no fault.
    expect(findings.map(({ code, area, told }) => [code, area, told])).toEqual([
      ['partly_covered', '340800001001', '40 %'],
      ['partly_covered', '340800001001001', '40 %'],
    ])
  })

  const ringed = (coordinates: unknown, type = 'Polygon') => feature({}, { type, coordinates })
  it.each([
    ['no feature', 7, null, 'not_a_feature'],
    ['no properties', { type: 'Feature' }, null, 'not_a_feature'],
    ['no code', feature({ code: undefined }), null, 'no_code'],
    ['a number as code', feature({ code: 12 }), null, 'bad_code'],
    ['a code with a comma', feature({ code: 'a,b' }), 'a,b', 'bad_code'],
    ['an unknown tier', feature({ tier: 'village' }), 'A', 'bad_tier'],
    ['an empty name', feature({ name: '  ' }), 'A', 'no_name'],
    ['a number as English name', feature({ nameEn: 3 }), 'A', 'bad_name_en'],
    ['half a household', feature({ households: 1.5 }), 'A', 'bad_households'],
    ['a number as parent', feature({ parent: 3 }), 'A', 'bad_parent'],
    ['a point', feature({}, { type: 'Point', coordinates: [0, 0] }), 'A', 'no_outline'],
    ['no geometry', feature({}, null), 'A', 'no_outline'],
    ['no rings', ringed([]), 'A', 'no_outline'],
    [
      'an open hole',
      ringed([[square(0)], [square(5), square(5).slice(0, 4)]], 'MultiPolygon'),
      'A',
      'ring_open',
    ],
    [
      'two corners',
      ringed([
        [
          [0, 0],
          [1, 1],
          [0, 0],
        ],
      ]),
      'A',
      'ring_short',
    ],
    [
      'corners on one line',
      ringed([
        [
          [0, 0],
          [1, 1],
          [2, 2],
          [0, 0],
        ],
      ]),
      'A',
      'ring_flat',
    ],
    [
      'a corner of text',
      ringed([
        [
          [0, 0],
          ['1', 1],
          [0, 0],
        ],
      ]),
      'A',
      'bad_position',
    ],
    ['latitude first', ringed([square(0).map(([x, y]) => [y + 30, x + 117])]), 'A', 'beyond_globe'],
    [
      'a bow',
      ringed([
        [
          [0, 0],
          [1, 1],
          [1, 0],
          [0, 1],
          [0, 0],
        ],
      ]),
      'A',
      'ring_crosses',
    ],
    [
      'a bow knotted in a corner',
      ringed([
        [
          [0, 0],
          [1, 1],
          [2, 2],
          [2, 0],
          [1, 1],
          [0, 2],
          [0, 0],
        ],
      ]),
      'A',
      'ring_crosses',
    ],
    ['a hole beside its outline', ringed([square(0), square(3)]), 'A', 'rings_overlap'],
    ['a part twice', ringed([[square(0)], [square(0)]], 'MultiPolygon'), 'A', 'rings_overlap'],
  ])('are refused with %s, by a code of its own, with number and area', (_, given, area, code) => {
    expect(refusedIn([given])).toEqual([[1, area, code]])
  })

  it('are refused with every fault of every feature, not with the first alone', () => {
    expect(
      refusedIn([
        feature({ tier: 'x', name: '' }),
        feature({ code: 'C' }),
        feature({ code: 'B', parent: 'Z' }),
      ]),
    ).toEqual([
      [1, 'A', 'bad_tier'],
      [1, 'A', 'no_name'],
      [3, 'B', 'parent_unknown'],
      [3, 'B', 'overlap'],
    ])
  })

  it('below one that has a fault are not told of it again', () => {
    const child = feature({ code: 'C', tier: 'street', parent: 'A' })
    expect(refusedIn([feature({ name: '' }), child])).toEqual([[1, 'A', 'no_name']])
  })

  it('have codes of their own, and parents that are known and of a wider tier', () => {
    expect(refusedIn([feature(), feature()])).toEqual([[2, 'A', 'code_twice']])
    const street = feature({ code: 'S', tier: 'street', parent: 'A' })
    expect(refusedIn([street, feature()])).toEqual([])
    expect(refusedIn([feature({ parent: 'S' }), street])).toEqual([[1, 'A', 'parent_not_wider']])
    expect(refusedIn([feature({ parent: 'A' })])).toEqual([[1, 'A', 'parent_not_wider']])
    expect(refusedIn([street], null)).toEqual([])
  })

  it('may lie below what is loaded already, and may not be changed under what lies below them', () => {
    const [district, street, ...below] = SMALL_DISTRICT as [PlacedArea, PlacedArea, ...PlacedArea[]]
    const child = toFeature(box('new', 'community', street.code, [117, 30.5, 117.1, 30.6]))
    expect(refusedIn([child], [district, street])).toEqual([])
    const lowered = toFeature({ ...street, tier: 'grid' })
    const found = foundIn([lowered], SMALL_DISTRICT).filter(({ code }) => code === 'child_not_narrower')
    expect(found).toMatchObject(
      below.slice(0, 2).map(({ code }) => ({ code: 'child_not_narrower', feature: 1, others: [code] })),
    )
  })

  it('of one name under one parent, or with households that differ from their parts, are warned of', () => {
    const parent = { ...box('P', 'street', null, [0, 0, 2, 1]), households: 7 }
    const twins = [0, 1].map((x) => ({
      ...box(`P${x}`, 'community', 'P', [x, 0, x + 1, 1]),
      name: '里',
      households: 4,
    }))
    expect(foundIn([parent, ...twins].map(toFeature)).map((it) => sayFinding(it, 'en'))).toEqual([
      'feature 1 (P) has 7 households, and the areas in it have 8 together.',
      'feature 3 (P1) has the name 里, as its sibling P0 has.',
    ])
  })

  it('are mended where their meaning is plain, which is said once for all', () => {
    const turned = square(0).toReversed()
    const { areas, findings } = checkAreas({
      features: [
        feature({}, { type: 'Polygon', coordinates: [turned] }),
        feature(
          { code: 'B', tier: 'street', parent: 'A' },
          { type: 'Polygon', coordinates: [[turned[0], ...turned]] },
        ),
      ],
      standing: [],
    })
    expect(areas.map(({ geometry }) => geometry.coordinates)).toEqual([[square(0)], [square(0)]])
    expect(findings).toEqual([
      finding('ring_turned', { feature: 1, area: 'A', count: 2 }),
      finding('corners_dropped', { feature: 2, area: 'B', count: 1 }),
    ])
  })

  it('say everything in both languages, with no fact left in braces', () => {
    for (const code of AREA_FINDING_CODES) {
      const facts = { feature: 3, area: 'A', others: ['B'], place: [117.1234567, 30] as Position }
      const whole = finding(code, {
        ...facts,
        squareMetres: 1234.5,
        widthMetres: 2.25,
        count: 4,
        told: '"x"',
      })
      const [en, zh] = [sayFinding(whole, 'en'), sayFinding(whole, 'zh-CN')]
      expect(`${en}${zh}`).not.toMatch(/[{}]|undefined/)
      expect(en).toMatch(/\w.*[.?]$|: -$/)
      expect(zh).toMatch(/\p{Script=Han}/u)
    }
    const facts = { feature: 3, area: 'A', others: ['B'], place: [117.1234567, 30] as Position }
    const overlap = finding('overlap', { ...facts, squareMetres: 1234.5, widthMetres: 2.25 })
    expect(sayFinding(overlap, 'en')).toBe(
      'feature 3 (A) overlaps B by 1,235 m², 2.3 m wide on average, at [117.123457, 30]. Draw one boundary between them.',
    )
    expect(sayFinding(overlap, 'zh-CN')).toBe(
      '要素 3（A）与 B 重叠 1,235 平方米，平均宽 2.3 米，位于 [117.123457, 30]，请统一边界。',
    )
  })
})

/** A street of n × n square communities of 0.01°, a bit more than a kilometre; features 1 the street, then row by row. */
function street(n: number): PlacedArea[] {
  const at = (i: number) => Number((i / 100).toFixed(2))
  const cells = Array.from({ length: n * n }, (_, i) => {
    const [x, y] = [i % n, Math.floor(i / n)]
    return box(`S${i}`, 'community', 'S', [117 + at(x), 30 + at(y), 117 + at(x + 1), 30 + at(y + 1)])
  })
  return [box('S', 'street', null, [117, 30, 117 + at(n), 30 + at(n)]), ...cells]
}
const METRE = 1 / (111_195 * Math.cos((30 * Math.PI) / 180))
/** The cell's edge in the east, so many metres further east. */
const eastward = (it: PlacedArea, metres: number): PlacedArea => {
  const ring = (it.geometry.coordinates as Position[][])[0]!
  const moved = ring.map(([lng, lat], i): Position => [lng + (i === 1 || i === 2 ? metres * METRE : 0), lat])
  return { ...it, geometry: { type: 'Polygon', coordinates: [moved] } }
}
const bow = (it: PlacedArea): PlacedArea => {
  const [a, b, c, d] = (it.geometry.coordinates as Position[][])[0]! as [
    Position,
    Position,
    Position,
    Position,
  ]
  return { ...it, geometry: { type: 'Polygon', coordinates: [[a, c, b, d, a]] } }
}
const planted = (n: number, plant: (areas: PlacedArea[]) => PlacedArea[]) =>
  checkAreas({ features: plant(street(n)).map(toFeature), standing: [] }).findings

describe('outlines', () => {
  const middle = 5 // S4, the one in the middle of nine
  it.each<[string, (areas: PlacedArea[]) => PlacedArea[], string[][]]>([
    ['nothing', (it) => it, []],
    ['a gap of ten metres', (it) => it.with(middle, eastward(it[middle]!, -10)), [['gap', 'S', '']]],
    ['a sliver of a gap', (it) => it.with(middle, eastward(it[middle]!, -1)), [['sliver_gap', 'S', '']]],
    ['an area left out in the middle', (it) => it.toSpliced(middle, 1), [['gap', 'S', '']]],
    ['an area left out at the edge', (it) => it.toSpliced(1, 1), [['uncovered', 'S', '']]],
    [
      'an overlap of ten metres',
      (it) => it.with(middle, eastward(it[middle]!, 10)),
      [['overlap', 'S5', 'S4']],
    ],
    [
      'a sliver of an overlap',
      (it) => it.with(middle, eastward(it[middle]!, 1)),
      [['sliver_overlap', 'S5', 'S4']],
    ],
    ['a centimetre too much', (it) => it.with(middle, eastward(it[middle]!, 0.01)), []],
    ['a bow', (it) => it.with(middle, bow(it[middle]!)), [['ring_crosses', 'S4', '']]],
    ['a code twice', (it) => it.with(middle, { ...it[middle]!, code: 'S0' }), [['code_twice', 'S0', '']]],
    ['an area reaching out', (it) => it.with(6, eastward(it[6]!, 100)), [['outside_parent', 'S5', 'S']]],
    ['a sliver reaching out', (it) => it.with(6, eastward(it[6]!, 20)), [['sliver_outside', 'S5', 'S']]],
    ['an edge not reached', (it) => it.with(6, eastward(it[6]!, -100)), [['uncovered', 'S', '']]],
    ['a sliver not reached', (it) => it.with(6, eastward(it[6]!, -20)), [['sliver_uncovered', 'S', '']]],
    ['half a street', (it) => it.slice(0, 5), [['partly_covered', 'S', '']]],
    [
      'a unit twice over',
      (it) => [...it, { ...it[middle]!, code: 'T', parent: null }],
      [
        ['overlap', 'T', 'S'],
        ['overlap', 'T', 'S4'],
      ],
    ],
  ])('with %s are told as what they are', (_, plant, expected) => {
    const found = planted(3, plant).map(({ code, area, others }) => [code, area, others.join()])
    expect(found.filter(([code]) => code !== 'name_twice')).toEqual(expected)
  })

  it('tell where and how much: the square metres and a place inside of the misfit', () => {
    const [gap] = planted(3, (it) => it.with(middle, eastward(it[middle]!, -10)))
    expect(gap!.squareMetres! / (10 * 1111.95)).toBeCloseTo(1, 2)
    expect(gap!.widthMetres).toBeCloseTo(10, 0)
    expect(gap!.place![0]).toBeCloseTo(117.02 - 5 * METRE, 5)
    expect(gap!.place![1]).toBeCloseTo(30.015, 5)
  })

  it('with any one fault planted anywhere are refused for it alone', () => {
    const faults = {
      gap: (it: PlacedArea[], i: number, metres: number) => it.with(i, eastward(it[i]!, -metres)),
      overlap: (it: PlacedArea[], i: number, metres: number) => it.with(i, eastward(it[i]!, metres)),
      ring_crosses: (it: PlacedArea[], i: number) => it.with(i, bow(it[i]!)),
      code_twice: (it: PlacedArea[], i: number) => it.with(i + 1, { ...it[i + 1]!, code: it[i]!.code }),
    }
    fc.assert(
      fc.property(
        fc.constantFrom(...(Object.keys(faults) as (keyof typeof faults)[])),
        fc.integer({ min: 3, max: 6 }),
        fc.nat(),
        fc.nat(),
        fc.double({ min: 2.5, max: 900, noNaN: true }),
        fc.boolean(),
        (code, n, a, b, metres, isTurned) => {
          // Not in the last column, and for a gap not in the first or last row: there it would be at the edge.
          const [x, y] = [a % (n - 1), 1 + (b % (n - 2))]
          const i = 1 + y * n + x
          const whole = faults[code](street(n), i, metres)
          const features = whole.map(toFeature).map((it) => ({
            ...it,
            geometry: isTurned
              ? {
                  ...it.geometry,
                  coordinates: (it.geometry.coordinates as Position[][]).map((ring) => ring.toReversed()),
                }
              : it.geometry,
          }))
          expect(refusedIn(features).map((it) => it[2])).toEqual([code])
        },
      ),
      { numRuns: 150 },
    )
  })

  it('that were looked at may be accepted, and are warned of', () => {
    const features = street(3).toSpliced(middle, 1).map(toFeature)
    const { findings } = checkAreas({ features, standing: [], accept: ['gap'] })
    expect(findings.map(({ code, level }) => [code, level])).toEqual([['gap', 'warned']])
  })

  it('are judged against what is loaded, and what is loaded is not judged again', () => {
    const [parent, first, ...others] = street(3) as [PlacedArea, PlacedArea, ...PlacedArea[]]
    const loaded = [parent, first, ...others.with(3, eastward(others[3]!, 10))]
    expect(refusedIn([toFeature(first)], loaded)).toEqual([])
    expect(refusedIn([{}], loaded)).toEqual([[1, null, 'not_a_feature']])
    expect(refusedIn([toFeature(eastward(first, 10))], loaded)).toEqual([[1, 'S0', 'overlap']])
    expect(refusedIn([toFeature(eastward(first, -10))], loaded)).toEqual([])
  })

  it('without a whole above them may lie apart, and may not enclose a hole', () => {
    const tops = street(3)
      .slice(1)
      .map((it) => ({ ...it, parent: null }))
    expect(refusedIn(tops.toSpliced(0, 1).map(toFeature))).toEqual([])
    expect(refusedIn(tops.toSpliced(4, 1).map(toFeature))).toEqual([[null, null, 'gap']])
  })

  it('in another system are turned once, and fit as they did', () => {
    const whole = street(3)
    const { areas, findings } = checkAreas({ features: whole.map(toFeature), crs: 'gcj02', standing: [] })
    // A long straight edge is not quite straight afterwards: its neighbours' corners lie a decimetre beside it.
    for (const it of findings) expect([it.level, it.widthMetres! < 0.2]).toEqual(['warned', true])
    const [before, after] = [whole, areas].map((it) => (it[0]!.geometry.coordinates as Position[][])[0]![0]!)
    expect(Math.hypot(after![0] - before![0], after![1] - before![1])).toBeGreaterThan(0.001)
  })

  it('of which too many do not fit end the search', () => {
    const pile = Array.from({ length: 40 }, (_, i) => box(`P${i}`, 'grid', null, [0, 0, 1, 1]))
    const codes = refusedIn(pile.map(toFeature)).map((it) => it[2])
    expect(codes.filter((code) => code === 'overlap')).toHaveLength(501)
    expect(codes.filter((code) => code === 'too_many')).toHaveLength(1)
  })
})

function square(west: number): [number, number][] {
  return [
    [west, 0],
    [west + 1, 0],
    [west + 1, 1],
    [west, 1],
    [west, 0],
  ]
}
