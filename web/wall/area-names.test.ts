import { expect, it } from 'vitest'
import { areaName, isWithin, rootName, streetName, type Areas } from './area-names.ts'

const area = (code: string, tier: 'district' | 'street' | 'community', parent: string | null, name: string) =>
  [code, { code, tier, parent, name, nameEn: `${name} (en)` }] as const
const areas: Areas = new Map([
  area('1', 'district', null, '示范区'),
  area('11', 'street', '1', '望江街道'),
  area('111', 'community', '11', '沿江社区'),
  area('9', 'community', '9', '自环'),
])

it('a place is called by its street, and by its own name where there is none', () => {
  expect(streetName(areas, '111', 'zh-CN')).toBe('望江街道')
  expect(streetName(areas, '1', 'en')).toBe('示范区 (en)')
  expect([streetName(areas, null, 'en'), streetName(areas, 'unknown', 'en')]).toEqual(['', ''])
})
it('within means itself or anything above it, and a loop ends', () => {
  expect([isWithin(areas, '111', '1'), isWithin(areas, '11', '11'), isWithin(areas, '1', '11')]).toEqual([
    true,
    true,
    false,
  ])
  expect([isWithin(areas, '9', '1'), isWithin(areas, null, '1')]).toEqual([false, false])
})
it('the whole has a name where there is one root; a code stands in for what is not known', () => {
  expect(rootName(areas, 'zh-CN')).toBeNull()
  expect(rootName(new Map([...areas].filter(([code]) => code !== '9')), 'zh-CN')).toBe('示范区')
  expect(areaName(areas, '77', 'en')).toBe('77')
})
