/** Limit policies for tests: one stage of two working days, unless a test says otherwise. */
import type { Limit } from '../domain/calendar/calendar.ts'
import type { LimitPolicy } from '../domain/limit-policy.ts'

export const stage = (limit: Limit): LimitPolicy['stages'][number] => ({ name: '一', nameEn: 'one', limit })

export const aPolicy = (over: Partial<LimitPolicy> = {}): LimitPolicy => ({
  id: '0102@1',
  dispatch: null,
  stages: [stage({ basis: 'working_days', amount: 2 })],
  evidence: 'none',
  criterion: null,
  extensions: 1,
  returns: 2,
  ...over,
})
