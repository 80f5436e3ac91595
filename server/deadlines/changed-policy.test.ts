import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { CaseFile } from '@shaotai/shared/domain/case-file.ts'
import type { LimitPolicy } from '@shaotai/shared/domain/limit-policy.ts'
import { aPolicy, stage } from '@shaotai/shared/test/policies.ts'
import { openTestApp, type TestApp } from '../test/app.ts'

const DAY = 86_400_000
/** Long enough that no clock decides: natural hours, in days. */
const ofDays = (id: string, days: number): LimitPolicy =>
  aPolicy({ id, stages: [stage({ basis: 'natural_hours', amount: 24 * days })] })

let test: TestApp
beforeAll(async () => {
  test = await openTestApp()
})
afterAll(() => test.close())

const setPolicy = async (policy: LimitPolicy): Promise<void> => {
  await test.database.writePool.query(`update category set policy = $1 where code = '0102'`, [
    JSON.stringify(policy),
  ])
  await vi.waitFor(
    async () => {
      const answer = await test.ask('chief', 'GET', '/api/categories')
      expect(answer.body).toContain(`"${policy.id}"`)
    },
    { timeout: 30_000 },
  )
}
const reported = async (): Promise<string> => (await test.report()).json<{ caseId: string }>().caseId
const step = async (caseId: string, type: string, expectedVersion: number): Promise<void> => {
  const body = { type, expectedVersion, commandId: `policy-${caseId}-${expectedVersion}` }
  const answer = await test.ask('intake', 'POST', `/api/cases/${caseId}/commands`, body)
  expect(answer.statusCode, answer.body).toBeLessThan(300)
}
const stateOf = async (caseId: string): Promise<CaseFile> =>
  (
    await test.database.readPool.query<{ state: CaseFile }>('select state from case_file where id = $1', [
      caseId,
    ])
  ).rows[0]!.state

it('a changed policy never rewrites the past: what was reported under the old one is due by the old one', async () => {
  await setPolicy(ofDays('before@1', 2))
  const [filedBefore, onlyReported] = [await reported(), await reported()]
  await step(filedBefore, 'accept', 1)
  await step(filedBefore, 'file', 2)
  const before = await stateOf(filedBefore)

  await setPolicy(ofDays('after@2', 9))
  for (const caseId of [onlyReported, await reported()]) {
    await step(caseId, 'accept', 1)
    await step(caseId, 'file', 2)
  }
  expect(await stateOf(filedBefore)).toEqual(before)
  const old = await stateOf(onlyReported)
  expect([old.policy!.id, old.dueAt! - old.filedAt!]).toEqual(['before@1', 2 * DAY])

  const { rows } = await test.database.readPool.query<{ state: CaseFile }>(
    `select state from case_file where state->'policy'->>'id' = 'after@2'`,
  )
  expect(rows.map(({ state }) => state.dueAt! - state.filedAt!)).toEqual([9 * DAY])
})
