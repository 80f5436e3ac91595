import { expect, it } from 'vitest'
import { inLoadOrder } from './table-plan.ts'

const table = (name: string) => ({ name, columns: ['id'] })

it('a table comes after everything it refers to', () => {
  const order = inLoadOrder(['a', 'b', 'c', 'd'].map(table), [
    { table: 'a', needs: 'b' },
    { table: 'b', needs: 'd' },
    { table: 'a', needs: 'c' },
  ])
  expect(order.map(({ name }) => name)).toEqual(['c', 'd', 'b', 'a'])
})
it('tables in a circle cannot be ordered, and that is said', () => {
  const circle = [
    { table: 'a', needs: 'b' },
    { table: 'b', needs: 'a' },
  ]
  expect(() => inLoadOrder(['a', 'b'].map(table), circle)).toThrow('in a circle: a, b')
})
