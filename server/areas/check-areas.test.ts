import { describe, expect, it } from 'vitest'
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
const faultsOf = (...features: unknown[]) =>
  checkAreas(features, []).faults.map((it) => [it.feature, it.code, it.says])

describe('areas', () => {
  it('are taken as they are where nothing is wrong, and what they carry besides is left aside', () => {
    const given = SMALL_DISTRICT.map(toFeature).map((it) => ({
      ...it,
      properties: { ...it.properties, staffed: true },
    }))
    expect(checkAreas(given, [])).toEqual({ areas: SMALL_DISTRICT, faults: [], warnings: [] })
  })

  it.each([
    ['no feature', 7, null, /not a GeoJSON feature/],
    ['no properties', { type: 'Feature' }, null, /not a GeoJSON feature/],
    ['no code', feature({ code: undefined }), null, /has no code/],
    ['a number as code', feature({ code: 12 }), null, /has the code 12; a code is a text/],
    ['a code with a comma', feature({ code: 'a,b' }), 'a,b', /letters, digits/],
    ['an unknown tier', feature({ tier: 'village' }), 'A', /tier "village"; tiers are city/],
    ['an empty name', feature({ name: '  ' }), 'A', /has no name/],
    ['half a household', feature({ households: 1.5 }), 'A', /1\.5 households/],
    ['a number as parent', feature({ parent: 3 }), 'A', /has the parent 3/],
    ['a point', feature({}, { type: 'Point', coordinates: [0, 0] }), 'A', /has a Point as geometry/],
    ['no geometry', feature({}, null), 'A', /has nothing as geometry/],
    ['no rings', feature({}, { type: 'Polygon', coordinates: [] }), 'A', /has no rings/],
    [
      'an open hole of its second part',
      feature({}, { type: 'MultiPolygon', coordinates: [[square(0)], [square(5), square(5).slice(0, 4)]] }),
      'A',
      /part 2, ring 2 is not closed/,
    ],
  ])('are refused with %s, each with its number and code', (_, given, code, says) => {
    expect(faultsOf(feature({ code: 'good' }), given)).toEqual([[2, code, expect.stringMatching(says)]])
  })

  it('are refused with every fault of every feature, not with the first alone', () => {
    expect(
      faultsOf(feature({ tier: 'x', name: '' }), feature(), feature({ code: 'B', parent: 'Z' })),
    ).toEqual([
      [1, 'A', expect.stringMatching(/tier/)],
      [1, 'A', expect.stringMatching(/name/)],
      [3, 'B', 'has the parent Z, which is neither in the file nor loaded'],
    ])
  })

  it('below one that has a fault are not told of it again', () => {
    const child = feature({ code: 'C', tier: 'street', parent: 'A' })
    expect(faultsOf(feature({ name: '' }), child)).toEqual([[1, 'A', expect.stringMatching(/name/)]])
  })

  it('have codes of their own, and parents that are known and of a wider tier', () => {
    expect(faultsOf(feature(), feature())).toEqual([[2, 'A', 'has the code of feature 1']])
    const street = feature({ code: 'S', tier: 'street', parent: 'A' })
    expect(faultsOf(street, feature())).toEqual([])
    expect(faultsOf(feature({ parent: 'S' }), street)).toEqual([
      [1, 'A', 'is a district below S, a street; a parent is of a wider tier'],
    ])
    expect(faultsOf(feature({ parent: 'A' }))).toEqual([
      [1, 'A', expect.stringMatching(/below A, a district/)],
    ])
  })

  it('may lie below what is loaded already, and may not be changed under what lies below them', () => {
    const [district, street] = SMALL_DISTRICT as [(typeof SMALL_DISTRICT)[0], (typeof SMALL_DISTRICT)[0]]
    const child = toFeature(box('new', 'community', street.code, [117, 30.5, 117.1, 30.6]))
    expect(checkAreas([child], [district, street]).faults).toEqual([])
    const lowered = toFeature({ ...street, tier: 'grid' })
    expect(checkAreas([lowered], SMALL_DISTRICT).faults.map(({ says }) => says)).toEqual([
      'would be a grid above 340800001001, a community that is loaded already',
      'would be a grid above 340800001002, a community that is loaded already',
    ])
  })

  it('are mended where their meaning is plain, which is said once for all', () => {
    const turned = square(0).toReversed()
    const { areas, warnings } = checkAreas(
      [
        feature({}, { type: 'Polygon', coordinates: [turned] }),
        feature({ code: 'B' }, { type: 'Polygon', coordinates: [[turned[0], ...turned]] }),
      ],
      [],
    )
    expect(areas.map(({ geometry }) => geometry.coordinates)).toEqual([[square(0)], [square(0)]])
    expect(warnings).toEqual([
      expect.stringMatching(/^2 ring\(s\) .* were turned$/),
      expect.stringMatching(/^1 corner\(s\) stood twice/),
    ])
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
