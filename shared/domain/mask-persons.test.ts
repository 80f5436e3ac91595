import { expect, it } from 'vitest'
import { maskPersons } from './mask-persons.ts'

it.each([
  [
    { name: '张三丰', phone: '13800138000' },
    { name: '张**', phone: '138****8000' },
  ],
  [
    { name: '李', phone: '+86 138-0013-8000' },
    { name: '李*', phone: '138****8000' },
  ],
  [
    { name: 'Maximiliana', phone: '5551234' },
    { name: 'M****', phone: '****34' },
  ],
  [{ phone: '110' }, { phone: '****' }],
  [{}, {}],
])('a reporter %o is told as %o', (reporter, masked) => {
  expect(maskPersons({ reporter })).toEqual({ reporter: masked })
})

it('lets nothing else through', () => {
  const personal = {
    title: '张三家漏水',
    address: '幸福路1号',
    narrative: '张三说',
    reason: 'r',
    reply: 'r',
    note: 'n',
    contacted: '张三',
    measures: 'm',
    condition: 'c',
  }
  expect(maskPersons({ ...personal, reporter: { name: '张三' } })).toEqual({ reporter: { name: '张*' } })
  expect(maskPersons(personal)).toEqual({})
})
