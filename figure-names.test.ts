/** Every figure that the server measures has a name on the pages, which may not import its definition. */
import { expect, it } from 'vitest'
import { KPIS } from './server/kpi/definitions.ts'
import { figuresEn } from './web/i18n/admin/figures-en.ts'
import { figuresZhCN } from './web/i18n/admin/figures-zh-CN.ts'

it.each([figuresZhCN, figuresEn])('names every figure, and none that is not there', (names) => {
  expect(Object.keys(names).sort()).toEqual(KPIS.map(({ id }) => id).sort())
})
