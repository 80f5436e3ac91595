/** How a boundary file is read by the page: what it guesses, what it asks for, and the mapping that comes of it. */
import { describe, expect, it } from 'vitest'
import { toAreaFeatures } from '@shaotai/shared/domain/area-mapping.ts'
import { finding } from '@shaotai/shared/domain/area-finding.ts'
import { readBoundaries } from '@shaotai/shared/domain/boundary-file.ts'
import demo from '../../../public/demo/areas.geojson?raw'
import { countsByTier, downTo, treeRows, type Area } from './area-tree.ts'
import { guessForm, missingIn, propertiesIn, tiersOf, toMapping } from './mapping-form.ts'
import { drawOutlines } from './outlines.ts'
import { groupFindings, parentsIn } from './report.ts'

const featuresOf = (text: string): unknown[] => {
  const read = readBoundaries(text)
  if (!read.ok) throw new Error(read.fault)
  return read.features
}
const guess = (features: unknown[], known: string[] = []) =>
  guessForm(propertiesIn(features), features.length, new Set(known))
const square = (west: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, 30],
      [west + 1, 30],
      [west + 1, 31],
      [west, 31],
      [west, 30],
    ],
  ],
})
const feature = (properties: object, west = 117) => ({
  type: 'Feature',
  properties,
  geometry: square(west),
})

describe('a file that is no boundary file', () => {
  it('is told apart by what it is instead', () => {
    const faultOf = (text: string) => {
      const read = readBoundaries(text)
      return read.ok ? 'none' : read.fault
    }
    expect(faultOf('{"type":"Feature')).toBe('no_json')
    expect(faultOf('PK\u0003\u0004')).toBe('zip')
    expect(faultOf('{"type":"Topology"}')).toBe('no_collection')
    expect(faultOf('{"type":"FeatureCollection","features":[]}')).toBe('no_collection')
    const crs = (name: string) =>
      JSON.stringify({
        type: 'FeatureCollection',
        crs: { properties: { name } },
        features: [feature({})],
      })
    expect(faultOf(crs('urn:ogc:def:crs:EPSG::3826'))).toBe('other_crs')
    expect(faultOf(crs('urn:ogc:def:crs:EPSG::4490'))).toBe('none')
    expect(faultOf(`\ufeff${crs('urn:ogc:def:crs:OGC:1.3:CRS84')}`)).toBe('none')
  })
})

describe('the guess of how a file is read', () => {
  it('reads the demo district’s own file without a question', () => {
    const features = featuresOf(demo)
    const form = guess(features)
    expect(missingIn(form)).toEqual([])
    expect(toAreaFeatures(toMapping(form), features)).toEqual(
      features.map((it) => {
        const { properties, geometry } = it as { properties: Record<string, unknown>; geometry: unknown }
        const { code, tier, parent, name, nameEn = null, households = null } = properties
        return {
          type: 'Feature',
          properties: { code, tier, parent, name, nameEn, households },
          geometry,
        }
      }),
    )
  })

  it('finds code, names and parent among the many properties of a real file, and asks for the tier alone', () => {
    const village = (code: string, name: string, town: string) =>
      feature({
        VILLCODE: `${town}${code}`,
        COUNTYNAME: '台南市',
        TOWNNAME: `${town}區`,
        VILLNAME: name,
        VILLENG: `${code} Vil.`,
        COUNTYID: 'D',
        COUNTYCODE: '67000',
        TOWNCODE: town,
        TOWNENG: `${town} District`,
        COUNTYENG: 'Tainan City',
      })
    const villages = [
      village('002', '六甲里', '67000280'),
      village('003', '七甲里', '67000280'),
      village('001', '新厝里', '67000270'),
    ]
    const form = guess(villages, ['67000280', '67000270'])
    expect(form).toMatchObject({ code: 'VILLCODE', name: 'VILLNAME', nameEn: 'VILLENG' })
    expect(form).toMatchObject({ parentWay: 'property', parentProperty: 'TOWNCODE' })
    expect(guess(villages).parentWay).toBe('none') // of parents that nobody knows none is guessed
    // A code that stands twice is a fault of the file, and no other property is the code for it.
    const twice = [village('002', '八甲里', '67000280'), ...villages]
    expect(guess(twice, ['67000280', '67000270']).code).toBe('VILLCODE')
    expect(missingIn(form)).toEqual(['tier'])
    const mapped = toAreaFeatures(toMapping({ ...form, tier: 'community' }), villages)
    expect(parentsIn(mapped)).toEqual({ below: 3, parents: 2, top: 0 })
    expect(
      countsByTier(mapped.map((it) => (it as { properties: { tier: string } }).properties.tier)),
    ).toEqual([{ tier: 'community', count: 3 }])
  })

  it('asks what the words of a tier mean, and sends no word that nobody explained', () => {
    const features = [
      feature({ adcode: 1, label: '甲', level: '街道', 名称: '甲街道' }),
      feature({ adcode: 11, label: '乙', level: 'community', 名称: '乙社区' }),
    ]
    const form = guess(features)
    expect(form).toMatchObject({ code: 'adcode', name: '名称', tierProperty: 'level' })
    expect(form.tiers).toEqual({ 街道: null, community: 'community' })
    expect(missingIn(form)).toEqual(['tiers'])
    const mapping = toMapping({
      ...form,
      tiers: { 街道: 'street', community: 'community' },
      parentWay: 'prefix',
    })
    expect(mapping.tier).toEqual({ property: 'level', values: { 街道: 'street' } })
    expect(toAreaFeatures(mapping, features)).toMatchObject([
      { properties: { code: '1', tier: 'street', parent: null, name: '甲街道' } },
      { properties: { code: '11', tier: 'community', parent: '1' } },
    ])
    expect(tiersOf({ name: 'x', words: new Set(['grid']), count: 1 })).toEqual({ grid: 'grid' })
  })

  it('asks for everything where nothing can be known', () => {
    const form = guess([feature({ a: 'x' }), feature({ a: 'x' }), null, { type: 'Feature' }])
    expect(missingIn(form)).toEqual(['code', 'name', 'tier'])
    expect(missingIn({ ...form, parentWay: 'first' })).toContain('parent')
    const whole = { ...form, code: 'a', name: 'a', tier: 'grid' as const }
    expect(toMapping({ ...whole, parentWay: 'first', parentFirst: 2 }).parent).toEqual({
      property: 'a',
      first: 2,
    })
  })
})

describe('what is shown of areas', () => {
  const area = (code: string, tier: string, parent: string | null): Area =>
    ({ code, tier, parent, name: code, nameEn: null, households: null }) as Area
  it('each area stands below its parent, with how many lie within, as deep as is wanted', () => {
    const rows = treeRows([
      area('B', 'street', 'A'),
      area('b2', 'grid', 'B'),
      area('A', 'district', null),
      area('b1', 'grid', 'B'),
      area('Z', 'grid', 'gone'),
    ])
    expect(rows.map(({ area: { code }, depth, below }) => [code, depth, below])).toEqual([
      ['A', 0, 3],
      ['B', 1, 2],
      ['b1', 2, 0],
      ['b2', 2, 0],
      ['Z', 0, 0],
    ])
    expect(downTo(rows, 'street').map(({ area: { code } }) => code)).toEqual(['A', 'B'])
  })
  it('findings stand by kind, faults first and the largest first', () => {
    const said = (code: 'gap' | 'sliver_gap' | 'ring_turned', squareMetres: number | null) => ({
      ...finding(code, { squareMetres }),
      says: code,
    })
    const groups = groupFindings([
      said('sliver_gap', 1),
      said('ring_turned', null),
      said('gap', 5),
      said('gap', 9),
    ])
    expect(groups.map(({ code, items }) => [code, ...items.map((it) => it.squareMetres)])).toEqual([
      ['gap', 9, 5],
      ['sliver_gap', 1],
      ['ring_turned', null],
    ])
  })
  it('outlines are drawn north up, and what is none is left out', () => {
    const drawing = drawOutlines([feature({}), { geometry: { coordinates: 'x' } }, null])!
    expect(drawing.at(117, 31)).toEqual([0, 0])
    expect(drawing.at(118, 30)[1]).toBe(1000)
    expect(drawing.path.match(/M/g)).toHaveLength(1)
    expect(drawOutlines([{ geometry: { coordinates: [[[1, 1]]] } }])).toBeNull()
  })
})
