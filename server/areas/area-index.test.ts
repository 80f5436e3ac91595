import { describe, expect, it } from 'vitest'
import { indexAreas, NOWHERE } from './area-index.ts'
import type { PlacedArea } from '@shaotai/shared/domain/area.ts'
import { box } from '../test/boxes.ts'

const district = box('D', 'district', null, [0, 0, 10, 10])
const street = box('S', 'street', 'D', [0, 0, 5, 10])
const community = box('C1', 'community', 'S', [0, 0, 5, 5])
const neighbour = box('C2', 'community', 'S', [0, 4, 5, 10]) // drawn too far south by one
const grid = box('G', 'grid', 'C1', [0, 0, 2, 5])
const all = [grid, neighbour, district, community, street]
const pathOf = (areas: PlacedArea[], lng: number, lat: number) => indexAreas(areas).at(lng, lat)?.path ?? null

describe('where a point lies', () => {
  it('is the finest area that holds it, with what is above by the codes', () => {
    expect(indexAreas(all).at(1, 1)).toEqual({ path: ['D', 'S', 'C1', 'G'], leaf: 'G', community: 'C1' })
    expect(pathOf(all, 3, 1)).toEqual(['D', 'S', 'C1'])
    expect(pathOf(all, 7, 1)).toEqual(['D'])
  })

  it('is what the leaf’s code says, also where another community’s outline covers it', () => {
    expect(pathOf(all, 1, 4.5)).toEqual(['D', 'S', 'C1', 'G'])
  })

  it('is the area of the lowest code where siblings overlap, whatever their order', () => {
    expect(pathOf(all, 3, 4.5)).toEqual(['D', 'S', 'C1'])
    expect(pathOf(all.toReversed(), 3, 4.5)).toEqual(['D', 'S', 'C1'])
  })

  it('is nothing outside of them all, and everywhere where there are none', () => {
    expect(pathOf(all, 10.5, 1)).toBeNull()
    expect(pathOf(all, -0.000001, 1)).toBeNull()
    expect(indexAreas([]).at(1, 1)).toBe(NOWHERE)
    expect(NOWHERE).toEqual({ path: [], leaf: null, community: null })
  })

  it('needs no single top: each of several may stand alone', () => {
    const tops = [box('A', 'district', null, [0, 0, 1, 1]), box('B', 'district', null, [1, 0, 2, 1])]
    expect(pathOf(tops, 0.5, 0.5)).toEqual(['A'])
    expect(pathOf(tops, 1.5, 0.5)).toEqual(['B'])
    expect(pathOf(tops, 1, 0.5)).toEqual(['B'])
  })

  it('lets a dim audience know the community, or the finest above the grids where there is none', () => {
    expect(indexAreas([district, { ...grid, parent: 'D' }]).at(1, 1)?.community).toBe('D')
    expect(indexAreas([{ ...grid, parent: null }]).at(1, 1)).toEqual({
      path: ['G'],
      leaf: 'G',
      community: null,
    })
  })

  it('has the bounds of all areas', () => {
    expect(indexAreas(all).bounds).toEqual([0, 0, 10, 10])
    expect(indexAreas([]).bounds).toBeNull()
  })
})
