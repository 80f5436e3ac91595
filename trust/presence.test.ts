/** The product's own client at two desks: what it says of where it looks, over a line that breaks. */
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Looking } from '@shaotai/shared/contract/socket.ts'
import { openTestApp, type TestApp } from '../server/test/app.ts'
import { openLive, type Live } from '../web/live/connect.ts'

let test: TestApp
const desks: Live[] = []
beforeAll(async () => {
  test = await openTestApp()
  await test.app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  for (const desk of desks) desk.close()
  await test.close()
})

async function sit(username: string): Promise<{ live: Live; heard: (Looking | null)[] }> {
  const heard: (Looking | null)[] = []
  const live = openLive({
    url: `http://127.0.0.1:${(test.app.server.address() as AddressInfo).port}`,
    token: await test.signIn(username),
    audience: 'desk',
    clock: performance,
    random: () => 0.01, // comes back at once
    onLooking: (it_) => heard.push(it_),
  })
  desks.push(live)
  return { live, heard }
}
const names = (heard: (Looking | null)[]): string[] | null =>
  heard.at(-1)?.people.map(({ name }) => name) ?? null

it('a desk says again after every hello where it looks, and knows nobody while its link is down', async () => {
  const { caseId } = (await test.report()).json<{ caseId: string }>()
  const [one, two] = [await sit('dispatcher'), await sit('intake')]
  // Asked before the link stands: said once it does.
  one.live.look(caseId)
  two.live.look(caseId)
  await expect.poll(() => names(one.heard), { timeout: 10_000 }).toEqual(['受理席'])
  await expect.poll(() => names(two.heard), { timeout: 10_000 }).toEqual(['派遣席'])
  const before = one.heard.length
  one.live.drop()
  await expect.poll(() => one.heard.slice(before).includes(null), { timeout: 10_000 }).toBe(true)
  await expect.poll(() => names(two.heard), { timeout: 10_000 }).toEqual(['派遣席'])
  await expect.poll(() => names(one.heard), { timeout: 10_000 }).toEqual(['受理席'])
  two.live.look(null)
  await expect.poll(() => names(one.heard), { timeout: 10_000 }).toEqual([])
})
