/** A secret case on request: who sees it after asking, until when, and what is on the trail. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CaseReply, SecretViewReply, TimelineReply } from '@shaotai/shared/contract/http.ts'
import { SECRET_VIEW_MS } from '@shaotai/shared/domain/secret-view.ts'
import { DEMO_PASSWORD } from '../directory/first-start.ts'
import { addPeople } from '../directory/people.ts'
import { openTestApp, type TestApp } from '../test/app.ts'
import { seenUntil } from './secret-view.ts'

let it_: TestApp
let secret = ''
let other = ''
let token = ''

beforeAll(async () => {
  it_ = await openTestApp({ tellsDeadlines: false })
  const person = { username: 'cleared', name: '区领导', role: 'leader', password: DEMO_PASSWORD } as const
  await addPeople(it_.database, [person, { ...person, username: 'cleared.chief', role: 'duty_chief' }])
  await it_.database.writePool.query(`update person set cleared = true where username like 'cleared%'`)
  token = await it_.signIn('cleared')
  const report = async (externalId: string) =>
    (
      await it_.report({
        externalId,
        sensitivity: 'secret',
        title: `机密${externalId}`,
        reporter: { name: '张三', phone: '13900001234' },
      })
    ).json<{ caseId: string }>().caseId
  secret = await report('one')
  other = await report('two')
})
afterAll(() => it_.close())

const statusOf = async (who: string, id: string, part = '') =>
  (await it_.ask(who, 'GET', `/api/cases/${id}${part}`)).statusCode
const ask = (who: string, id: string, reason = 'instruction') =>
  it_.ask(who, 'POST', `/api/cases/${id}/secret-view`, { reason })
const granted = async () =>
  (
    await it_.database.writePool.query<{ subject: string; reason: string }>(
      `select subject, reason from audit_entry where action = 'secret.granted'`,
    )
  ).rows

describe('a secret case', () => {
  it('is there for no leader who has not asked, cleared or not', async () => {
    expect(await statusOf(token, secret)).toBe(404)
    expect(await statusOf('leader', secret)).toBe(404)
  })

  it('is not there for whoever is not cleared, whatever they ask, and nothing of it is on the trail', async () => {
    expect((await ask('leader', secret)).statusCode).toBe(404)
    expect((await ask('chief', secret)).statusCode).toBe(403)
    expect((await ask(token, '01M8ABSENT0000000000000000')).statusCode).toBe(404)
    expect((await ask(token, secret, 'curiosity')).statusCode).toBe(400)
    expect(await granted()).toEqual([])
  })

  it('is seen for half an hour by a cleared leader who asked, with persons masked, and no other case with it', async () => {
    const { until } = (await ask(token, secret)).json<SecretViewReply>()
    expect(await granted()).toEqual([{ subject: secret, reason: 'instruction' }])
    const { rows } = await it_.database.writePool.query<{ ms: number }>(
      `select (extract(epoch from at) * 1000)::double precision as ms from audit_entry where action = 'secret.granted'`,
    )
    expect(until! - rows[0]!.ms).toBeCloseTo(SECRET_VIEW_MS, -1)
    const seen = (await it_.ask(token, 'GET', `/api/cases/${secret}`)).json<CaseReply>()
    expect(seen).toMatchObject({ sensitivity: 'secret', secretUntil: until, allowedActions: [] })
    expect(JSON.stringify(seen)).not.toMatch(/张三|13900001234|机密one/)
    expect(seen.personal?.reporter).toBeDefined()
    expect(await statusOf(token, secret, '/timeline')).toBe(200)
    expect(await statusOf(token, other)).toBe(404)
    expect(await statusOf('leader', secret)).toBe(404)
    // Neither list nor picture has it: it was asked for by itself.
    const { items } = (await it_.ask(token, 'GET', '/api/cases')).json<{ items: unknown[] }>()
    expect(items).toEqual([])
  })

  it('tells no number of another secret case that it was merged into', async () => {
    const merged = await it_.ask(await it_.signIn('cleared.chief'), 'POST', `/api/cases/${secret}/commands`, {
      type: 'merge',
      into: other,
      expectedVersion: 1,
      commandId: 'merge',
    })
    expect(merged.statusCode, merged.body).toBe(200)
    const timeline = (await it_.ask(token, 'GET', `/api/cases/${secret}/timeline`)).json<TimelineReply>()
    expect(timeline.items.map(({ type }) => type)).toContain('case.merged')
    expect(timeline.cases).toEqual({})
  })

  it('is gone again once its half hour is over, or the clearance is', async () => {
    const { rows } = await it_.database.writePool.query<{ id: string }>(
      `select id from person where username = 'cleared'`,
    )
    expect(await seenUntil(it_.database, rows[0]!.id, secret)).not.toBeNull()
    expect(await seenUntil(it_.database, rows[0]!.id, secret, 0)).toBeNull()
    await it_.database.writePool.query(`update person set cleared = false where username = 'cleared'`)
    await expect.poll(() => statusOf(token, secret)).toBe(404)
  })
})
