import { expect, it, vi } from 'vitest'
import { Value } from 'typebox/value'
import { CaseIdSchema } from '@shaotai/shared/domain/case-file.ts'

vi.resetModules() // ids rise in a process, and its other tests have their own moments
const { newCaseId } = await import('./case-id.ts')

it('the id of a new case is a ULID of its moment, no two alike, rising even within one millisecond', () => {
  const now = Date.parse('2026-11-22T03:00:00Z')
  const ids = Array.from({ length: 20_000 }, (_, i) => newCaseId(now + Math.floor(i / 5_000)))
  expect(ids.every((id) => Value.Check(CaseIdSchema, id))).toBe(true)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids).toEqual(ids.toSorted())
  expect(new Set(ids.map((id) => id.slice(0, 10))).size).toBe(4)
})
it('begins each millisecond anew at random', () => {
  const later = Date.parse('2026-11-22T04:00:00Z')
  const tails = Array.from({ length: 1_000 }, (_, i) => newCaseId(later + i).slice(10))
  expect(new Set(tails.map((it) => it.slice(0, 4))).size).toBeGreaterThan(990)
})
