/** Who else has a case open: real sockets over a real PostgreSQL. */
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Value } from 'typebox/value'
import { LookingSchema, type Looking } from '@shaotai/shared/contract/socket.ts'
import type { Profile } from '@shaotai/shared/domain/redact.ts'
import { openTestApp, type TestApp } from '../test/app.ts'
import { openLiveClient, type LiveClient } from '../test/live-client.ts'

let test: TestApp
let url: string
let clients: LiveClient[] = []
beforeAll(async () => {
  test = await openTestApp()
  await test.app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(test.app.server.address() as AddressInfo).port}`
})
afterEach(async () => {
  for (const client of clients) client.close()
  await Promise.all(clients.map((it) => it.closed))
  clients = []
})
afterAll(() => test.close())

async function sit(
  username: string,
  profile: Profile = 'desk',
  scope?: Record<string, string>,
): Promise<LiveClient> {
  const client = openLiveClient(url, { token: await test.signIn(username), profile })
  clients.push(client)
  await client.hello(scope && { scope })
  return client
}
const aCase = async (over: Record<string, unknown> = {}): Promise<string> =>
  (await test.report(over)).json<{ caseId: string }>().caseId
/** What it was last told of this case, by name. */
const others = ({ lookings }: LiveClient, caseId: string): string[] | undefined =>
  lookings.findLast((it) => it.caseId === caseId)?.people.map(({ name }) => name)
const isRefused = async (client: LiveClient, caseId: string, code: string): Promise<void> =>
  expect(await client.look(caseId)).toMatchObject({ ok: false, problem: { code } })
const NAME = { dispatcher: '派遣席', intake: '受理席', chief: '值班长' }
async function step(
  caseId: string,
  who: string,
  expectedVersion: number,
  body: Record<string, unknown>,
): Promise<void> {
  const commandId = `${caseId}-${expectedVersion}`
  const answer = await test.ask(who, 'POST', `/api/cases/${caseId}/commands`, {
    ...body,
    expectedVersion,
    commandId,
  })
  expect(answer.statusCode, answer.body).toBe(200)
}

describe('presence', () => {
  it('tells those who look at a case of one another, and of nobody elsewhere', async () => {
    const [here, there] = [await aCase(), await aCase()]
    const [one, two, three] = [await sit('dispatcher'), await sit('intake'), await sit('chief')]
    const before = Date.now()
    for (const client of [one, two]) expect(await client.look(here)).toEqual({ ok: true })
    expect(await three.look(there)).toEqual({ ok: true })
    await expect.poll(() => others(one, here)).toEqual([NAME.intake])
    await expect.poll(() => others(two, here)).toEqual([NAME.dispatcher])
    const { people } = one.lookings.at(-1)!
    expect(people[0]!.since).toBeGreaterThanOrEqual(before - 1_000)
    for (const looking of [...one.lookings, ...two.lookings])
      expect(Value.Check(LookingSchema, looking)).toBe(true)
    // Whoever goes over to another case leaves this one.
    await three.look(here)
    await expect.poll(() => others(one, here)).toEqual([NAME.intake, NAME.chief])
    await two.look(there)
    await expect.poll(() => others(one, here)).toEqual([NAME.chief])
    await three.look(null)
    await expect.poll(() => others(one, here)).toEqual([])
    expect(three.lookings.map(({ caseId }) => caseId)).not.toContain(there)
  })

  it('knows a person at two desks as one, and tells nobody of themselves', async () => {
    const caseId = await aCase()
    const [one, two, other] = [await sit('dispatcher'), await sit('dispatcher'), await sit('intake')]
    for (const client of [one, two, other]) await client.look(caseId)
    await expect.poll(() => others(other, caseId)).toEqual([NAME.dispatcher])
    await expect.poll(() => others(one, caseId)).toEqual([NAME.intake])
    one.close()
    await one.closed
    await other.look(null)
    await expect.poll(() => others(two, caseId)).toEqual([])
    expect(others(two, caseId)).not.toContain(NAME.dispatcher)
  })

  it('is not told to walls, lobbies and briefs, which may not look either', async () => {
    const caseId = await aCase()
    const screens: LiveClient[] = []
    for (const profile of ['lobby', 'wall', 'brief'] as const) {
      const client = await sit('chief', profile)
      await isRefused(client, caseId, 'not_allowed')
      screens.push(client)
    }
    const [one, two] = [await sit('dispatcher'), await sit('intake')]
    await one.look(caseId)
    await two.look(caseId)
    await expect.poll(() => others(one, caseId)).toEqual([NAME.intake])
    expect(screens.flatMap(({ lookings }) => lookings)).toEqual([])
  })

  it('answers a case that is not there, or not for this desk, in the same way', async () => {
    const [desk, parks] = [await sit('dispatcher'), await sit('dispatcher', 'desk', { department: 'D02' })]
    await isRefused(desk, '01M8ABSENT0000000000000000', 'not_found')
    await isRefused(desk, await aCase({ sensitivity: 'secret' }), 'not_found')
    await isRefused(parks, await aCase({ department: 'D01' }), 'not_found')
    await isRefused(desk, 'no id', 'bad_request')
  })

  it('ends with the socket, with the session, and with the desk', async () => {
    const caseId = await aCase()
    const watcher = await sit('dispatcher')
    await watcher.look(caseId)
    const token = await test.signIn('intake')
    const leaving: ((client: LiveClient) => unknown)[] = [
      (client) => client.close(),
      () => test.ask(token, 'DELETE', '/api/session'),
      (client) => client.hello({ audience: 'wall' }),
    ]
    for (const leave of leaving.toReversed()) {
      const own = openLiveClient(url, {
        token: leave === leaving[1] ? token : await test.signIn('intake'),
        profile: 'desk',
      })
      clients.push(own)
      await own.hello()
      await own.look(caseId)
      await expect.poll(() => others(watcher, caseId)).toEqual([NAME.intake])
      await leave(own)
      await expect.poll(() => others(watcher, caseId), { timeout: 5_000 }).toEqual([])
    }
  })

  it('is told again after a new hello', async () => {
    const caseId = await aCase()
    const [one, two] = [await sit('dispatcher'), await sit('intake')]
    await one.look(caseId)
    await two.look(caseId)
    await expect.poll(() => others(one, caseId)).toEqual([NAME.intake])
    const told = one.lookings.length
    await one.hello()
    await expect.poll(() => one.lookings.length).toBe(told + 1)
    expect(others(one, caseId)).toEqual([NAME.intake])
  })

  it('leaves whoever may not see the case any more: they are told nothing of it', async () => {
    const caseId = await aCase()
    await step(caseId, 'intake', 1, { type: 'accept' })
    await step(caseId, 'intake', 2, { type: 'file' })
    await step(caseId, 'dispatcher', 3, { type: 'dispatch', department: 'D01' })
    const [loser, watcher] = [await sit('dispatcher', 'desk', { department: 'D01' }), await sit('chief')]
    expect(await loser.look(caseId)).toEqual({ ok: true })
    await watcher.look(caseId)
    await expect.poll(() => others(loser, caseId)).toEqual([NAME.chief])
    await step(caseId, 'dispatcher', 4, { type: 'reassign', department: 'D02', reason: 'not theirs' })
    await expect.poll(() => loser.picture().cases.has(caseId)).toBe(false)
    const before = loser.lookings.length
    const third = await sit('intake')
    await third.look(caseId)
    await expect.poll(() => others(watcher, caseId)).toEqual([NAME.intake])
    await expect.poll(() => others(third, caseId)).toEqual([NAME.chief])
    expect(loser.lookings.length).toBe(before)
  })

  it('S2 a desk that runs through cases is told of where it stands, in few frames', async () => {
    const cases = await Promise.all(Array.from({ length: 12 }, () => aCase()))
    const [watcher, runner] = [await sit('dispatcher'), await sit('intake')]
    await watcher.look(cases.at(-1)!)
    // Not awaited one by one: the last wish counts, whichever is answered first.
    await Promise.all(cases.map((it) => runner.look(it)))
    await expect.poll(() => others(watcher, cases.at(-1)!)).toEqual([NAME.intake])
    await expect.poll(() => others(runner, cases.at(-1)!)).toEqual([NAME.dispatcher])
    const frames: Looking[] = [...watcher.lookings, ...runner.lookings]
    expect(new Set(frames.map(({ caseId }) => caseId))).toEqual(new Set([cases.at(-1)]))
  })
})
