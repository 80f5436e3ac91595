import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SimilarReply } from '@shaotai/shared/contract/http.ts'
import { openRandom } from '../simulator/random.ts'
import { openTestApp, TEST_KEY, type TestApp } from '../test/app.ts'

const DAY_MS = 86_400_000
const NOW = Date.now()
const HERE = { lng: 117.05, lat: 30.52 }
const PHONE = '138 0013 8000'

interface Made {
  id: string
  category: string
  lng: number
  lat: number
  phone: string | null
  ageDays: number
  open: boolean
}
const made: Made[] = []
let it_: TestApp

beforeAll(async () => {
  it_ = await openTestApp({ now: () => NOW })
  const { next: random, pick } = openRandom('similar')
  for (let i = 0; i < 300; i += 1) {
    const spread = () => (random() - 0.5) * 0.006 * random()
    made.push({
      id: '',
      category: pick(['0102', '0102', '0104b']),
      lng: HERE.lng + spread(),
      lat: HERE.lat + spread(),
      phone: pick([null, null, PHONE, '+86-13800138000', '13900000000']),
      ageDays: Math.floor(random() * 150) + 0.5,
      open: random() < 0.5,
    })
  }
  for (const part of [made.slice(0, 150), made.slice(150)]) {
    const items = part.flatMap(({ category, lng, lat, phone, ageDays, open }) => {
      const externalId = `s${made.findIndex((it) => it.lng === lng && it.lat === lat)}`
      const occurredAt = new Date(NOW - ageDays * DAY_MS).toISOString()
      return [
        {
          type: 'report',
          source: 'import',
          externalId,
          occurredAt,
          kind: 'ticket',
          category,
          lng,
          lat,
          title: 't',
          ...(phone !== null && { reporter: { name: '张三', phone } }),
        },
        ...(open
          ? []
          : [
              {
                type: 'close_external',
                source: 'import',
                externalId,
                occurredAt,
              },
            ]),
      ]
    })
    const answer = await it_.ask(TEST_KEY, 'POST', '/api/history', items)
    expect(answer.statusCode, answer.body.slice(0, 400)).toBe(207)
    expect(
      (answer.json() as { results: { status: number }[] }).results
        .filter(({ status }) => status >= 400)
        .slice(0, 2),
    ).toEqual([])
  }
  const { rows } = await it_.database.writePool.query<{ id: string; external_id: string; open: boolean }>(
    'select id, external_id, done_seq is null as open from case_file',
  )
  for (const { id, external_id, open } of rows) {
    const it = made[Number(external_id.slice(1))]!
    expect(open).toBe(it.open)
    it.id = id
  }
})
afterAll(() => it_.close())

/** On the sphere itself, another way of reckoning than the code's. */
function metres(a: { lng: number; lat: number }, b: { lng: number; lat: number }): number {
  const rad = Math.PI / 180
  const [dLat, dLng] = [(b.lat - a.lat) * rad, (b.lng - a.lng) * rad]
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(dLng / 2) ** 2
  return 2 * 6_371_009 * Math.asin(Math.sqrt(h))
}
const ask = async (who: string, body: object): Promise<SimilarReply> =>
  (await it_.ask(who, 'POST', '/api/cases/similar', body)).json() as SimilarReply
const ids = (items: { id: string }[]) => items.map(({ id }) => id).sort()
/** Not within a centimetre of the edge, where two ways of reckoning may differ. */
const isClear = (radius: number) => (it: Made) => Math.abs(metres(HERE, it) - radius) > 0.5

describe('similar cases', () => {
  it('duplicates and chronic sites are what a look at every case finds', async () => {
    const found = await ask('intake', { category: '0102', ...HERE })
    const same = made.filter((it) => it.category === '0102')
    const duplicates = same.filter((it) => it.open && metres(HERE, it) <= 200)
    expect(same.every(isClear(200)) && same.every(isClear(50))).toBe(true)
    const nearest = duplicates.sort((a, b) => metres(HERE, a) - metres(HERE, b)).slice(0, 20)
    expect(nearest.length).toBeGreaterThan(5)
    expect(ids(found.duplicates.items)).toEqual(ids(nearest))
    expect(found.duplicates.items.map((it) => it.metres)).toEqual(
      nearest.map((it) => Math.round(metres(HERE, it))),
    )
    const site = same.filter((it) => metres(HERE, it) <= 50 && it.ageDays <= 90)
    expect([found.chronic.n, found.chronic.isChronic]).toEqual([site.length, site.length + 1 >= 3])
    expect(site.length).toBeGreaterThan(2)
  })
  it('a repeat reporter is found however the number was written, and only counts and case numbers come out', async () => {
    const { body } = await it_.ask('dispatcher', 'POST', '/api/cases/similar', {
      category: '0102',
      phone: '013800138000'.slice(1),
    })
    const { reporter } = JSON.parse(body) as SimilarReply
    const theirs = made.filter(
      (it) => it.phone?.replace(/\D/g, '').endsWith('13800138000') && it.ageDays <= 90,
    )
    expect([reporter!.n, reporter!.open]).toEqual([theirs.length, theirs.filter((it) => it.open).length])
    expect(body).not.toMatch(/1380013|张三/)
    expect((await ask('dispatcher', { category: '0102', phone: '12' })).reporter).toBeNull()
  })
  it('a case is not like itself, and each match by number is on the audit trail', async () => {
    const own = made.find((it) => it.open && it.category === '0102' && it.phone === PHONE)!
    const before = await matches()
    const answer = await it_.ask('chief', 'GET', `/api/cases/${own.id}/similar`)
    const found = answer.json() as SimilarReply
    const all = [found.duplicates.items, found.chronic.items, found.reporter!.items].flat()
    expect(all.some(({ id }) => id === own.id)).toBe(false)
    expect(await matches()).toBe(before + 1)
    const there = made.filter(
      (it) => it !== own && it.category === '0102' && it.open && metres(own, it) <= 200,
    )
    expect(found.duplicates.items).toHaveLength(Math.min(20, there.length))
  })
})

const matches = async (): Promise<number> =>
  Number(
    (await it_.database.writePool.query("select count(*) from audit_entry where action = 'reporter.matched'"))
      .rows[0].count,
  )
