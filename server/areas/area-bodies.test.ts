import { expect, it } from 'vitest'
import { openAreaBodies } from './area-bodies.ts'

it('a version that could not be read is read again when it is asked for again', async () => {
  let isDown = true
  const standing: [] = []
  const bodies = openAreaBodies({
    list: () => standing,
    retired: () => [],
    listOf: async () => {
      if (isDown) throw new Error('the database is away')
      return []
    },
  })
  const ask = () => bodies.body({ tiers: new Set(), form: 'list', retired: false, version: 1 })
  await expect(ask()).rejects.toThrow('away')
  isDown = false
  expect(await ask()).toMatchObject({ etag: expect.any(String) })
})
