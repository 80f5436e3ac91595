/**
 * Real cases as a user brings them: `import` and `replay` as programs of their own beside a running server, then
 * what the API says, against figures that others computed. Skipped, with a line, where the data is not there.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium } from '../scripts/chromium.mjs'
import type { KpiReply } from '../shared/contract/http.ts'
import { KEY, openPlace, startServer, type TrustServer } from '../trust/link-server.ts'

const root = join(import.meta.dirname, '..')
const data = resolve(root, process.env['SHAOTAI_DATA'] ?? '../shared/data')
const SF = join(data, 'sf311/311_service_requests.csv')
const TAINAN = join(data, 'tainan1999/2015.csv')
const isThere = existsSync(SF) && existsSync(TAINAN)
if (!isThere)
  console.warn(`The real data is not in ${data} (SHAOTAI_DATA): its import and replay are skipped.`)

interface Reference {
  by_agency: Record<string, number>
  by_category: Record<string, number>
  by_created_day: Record<string, number>
  by_created_month: Record<string, number>
  by_closed_month: Record<string, number>
  per_agency: Record<
    string,
    { total: number; closed: number; resolution_rate: number; median_s: number | null; p90_s: number | null }
  >
  as_of: {
    T: string
    total: number
    closed: number
    open: number
    resolution_rate: number
    created_last24h: number
    closed_last24h: number
  }[]
}

describe.skipIf(!isThere)('real cases', { timeout: 300_000 }, () => {
  const place = openPlace()
  let server: TrustServer
  let token: string
  beforeAll(async () => {
    // The reference cuts its days where the stamps of the file say, at +00:00.
    server = await startServer({ dataDir: join(place.dir, 'data'), env: { TIME_ZONE: 'UTC' } })
    const session = await fetch(`${server.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: 'trust run' }),
    })
    token = ((await session.json()) as { token: string }).token
  })
  afterAll(async () => {
    await server?.stop()
    place.remove()
  })

  function run(
    program: 'import' | 'replay',
    ...args: string[]
  ): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(root, `server/import/${program}.ts`), ...args],
      // Somewhere else than the project: nothing may depend on where the person stands.
      { cwd: place.dir, env: { PATH: process.env['PATH'], PUBLIC_URL: server.url, SHAOTAI_KEY: KEY } },
    )
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    return new Promise((done) => child.once('close', (code) => done({ code, stdout, stderr })))
  }
  async function ask<T>(path: string): Promise<T> {
    const response = await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${token}` } })
    expect(response.status, path).toBe(200)
    return (await response.json()) as T
  }
  /** A wall in a real browser, signed in, and what it says of itself. */
  async function openWall(path: string) {
    const { executablePath, args, env } = await findChromium()
    const browser = await chromium.launch({ executablePath, args, env })
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    const hosts = new Set<string>()
    page.on('request', (request) => void hosts.add(new URL(request.url()).host))
    await page.goto(server.url)
    await page.evaluate(
      (body) =>
        fetch('/api/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
      JSON.stringify({ username: 'admin', password: 'trust run' }),
    )
    await page.goto(server.url + path)
    return {
      shows: () =>
        page.evaluate(() => {
          // oxlint-disable-next-line no-underscore-dangle -- the wall's own name for it
          const it = (window as unknown as { __shaotai?: Record<string, () => unknown> }).__shaotai
          return (
            it && {
              open: it['openOnMap']!(),
              closed: it['closedOnMap']!(),
              seq: it['seq']!(),
              link: it['link']!(),
              divergences: it['divergences']!(),
            }
          )
        }),
      hosts: () => [...hosts],
      close: () => browser.close(),
    }
  }

  const counts = (stdout: string) =>
    Object.fromEntries(
      [...stdout.matchAll(/^(rows read|accepted|already there|refused|left out) +([\d,]+)$/gm)].map(
        ([, name, n]) => [name, Number(n!.replaceAll(',', ''))],
      ),
    )
  const kpis = async (query: string) =>
    Object.fromEntries((await ask<KpiReply>(`/api/kpis?${query}`)).items.map((item) => [item.id, item]))
  /** One figure by group: what a group is called → its item. */
  async function groups(id: string, by: string, nameOf = (code: string): string => code) {
    const { items } = await ask<KpiReply>(`/api/kpis?source=open311&ids=${id}&by=${by}`)
    return new Map(items.map((it) => [nameOf(it.group!), it]))
  }
  async function namesOf(path: string) {
    const { items } = await ask<{ items: { code: string; name: string }[] }>(path)
    const names = new Map(items.map(({ code, name }) => [code, name]))
    return (code: string): string => names.get(code) ?? code
  }

  /** Every group of the reference: departments, categories, days, months, and where the city stood on three days. */
  async function expectGroups(reference: Reference) {
    // One name of the file has two spaces inside; a directory's names have one.
    const named = <T>(groups: Record<string, T>): Record<string, T> =>
      Object.fromEntries(
        Object.entries(groups).map(([name, it]) => [name.trim().replaceAll(/\s+/g, ' '), it]),
      )
    const department = await namesOf('/api/departments')
    const counts = async (id: string, by: string, nameOf?: (code: string) => string) =>
      Object.fromEntries([...(await groups(id, by, nameOf))].map(([name, it]) => [name, it.value]))
    expect(await counts('reports', 'department', department)).toEqual(named(reference.by_agency))
    expect(await counts('reports', 'category', await namesOf('/api/categories'))).toEqual(
      named(reference.by_category),
    )
    expect(await counts('reports', 'day')).toEqual(reference.by_created_day)
    expect(await counts('reports', 'month')).toEqual(reference.by_created_month)
    expect(await counts('closed', 'month')).toEqual(reference.by_closed_month)

    const share = await groups('closed_share', 'department', department)
    const [p50, p90] = [
      await groups('time_to_close_p50', 'department', department),
      await groups('time_to_close_p90', 'department', department),
    ]
    expect(share.size).toBe(Object.keys(reference.per_agency).length)
    for (const [name, wanted] of Object.entries(named(reference.per_agency))) {
      expect(share.get(name), name).toMatchObject({ numerator: wanted.closed, denominator: wanted.total })
      expect(share.get(name)!.value, name).toBeCloseTo(wanted.resolution_rate, 5)
      for (const [its, seconds] of [
        [p50, wanted.median_s],
        [p90, wanted.p90_s],
      ] as const)
        if (seconds === null) expect(its.get(name)?.value ?? null, name).toBeNull()
        else expect(its.get(name)!.value, name).toBeCloseTo(seconds, 1)
    }

    for (const {
      T,
      total,
      closed,
      open,
      resolution_rate,
      created_last24h,
      closed_last24h,
    } of reference.as_of) {
      const asOf = `${T}.000Z`
      const it = await kpis(`source=open311&asOf=${asOf}`)
      expect([it['reports']!.value, it['closed']!.value], T).toEqual([total, closed])
      expect(it['closed_share']!.numerator, T).toBe(closed)
      expect(it['closed_share']!.denominator! - it['closed_share']!.numerator!, T).toBe(open)
      expect(it['closed_share']!.value, T).toBeCloseTo(resolution_rate, 5)
      // The reference's last day is (T - 24 h, T]; ours is [from, to).
      const at = Date.parse(asOf)
      const day = new URLSearchParams({
        source: 'open311',
        from: new Date(at - 86_400_000 + 1).toISOString(),
        to: new Date(at + 1).toISOString(),
        asOf,
      })
      const last = await kpis(String(day))
      expect([last['reports']!.value, last['closed']!.value], T).toEqual([created_last24h, closed_last24h])
    }
  }
  const head = async () => (await ask<{ head: number }>('/api/events?limit=1')).head

  /** Cases with a place: the open ones of the directory, the closed ones of the map's layer. */
  async function located(source: string) {
    let open = 0
    let closed = 0
    for (let next: string | null = ''; next !== null;) {
      const page: { items: { lng: number | null; status: string }[]; next: string | null } = await ask(
        `/api/cases?source=${source}&status=reported&limit=500${next && `&cursor=${encodeURIComponent(next)}`}`,
      )
      open += page.items.filter(({ lng }) => lng !== null).length
      next = page.next
    }
    for (let next: string | null = ''; next !== null;) {
      const page: { id: string[]; next: string | null } = await ask(
        `/api/cases/closed-layer?limit=5000${next && `&cursor=${encodeURIComponent(next)}`}`,
      )
      closed += page.id.length
      next = page.next
    }
    return { open, closed }
  }

  it('San Francisco, imported: figures, places and seventeen odd rows as the reference has them; again adds nothing', async () => {
    const reference = JSON.parse(readFileSync(join(data, 'sf311/reference.json'), 'utf8'))
    const first = await run('import', SF, '--map', 'sf311')
    expect(first, first.stderr).toMatchObject({ code: 0 })
    expect(counts(first.stdout)).toEqual({
      'rows read': reference.rows_total,
      accepted: reference.rows_total,
      'already there': 0,
      refused: 0,
      'left out': 0,
    })

    const it = await kpis('source=open311')
    expect(it['reports']!.value).toBe(reference.rows_total)
    expect(it['closed']!.value).toBe(reference.closed)
    expect(it['closed_share']).toMatchObject({
      numerator: reference.closed,
      denominator: reference.rows_total,
    })
    expect(it['closed_share']!.value).toBeCloseTo(reference.resolution_rate, 6)
    const times = reference.time_to_close_excluding_negative
    expect(Math.abs(it['time_to_close_p50']!.value! - times.median_s)).toBeLessThan(1)
    expect(Math.abs(it['time_to_close_p90']!.value! - times.p90_s)).toBeLessThan(1)
    expect(it['time_to_close_p50']!.n).toBe(times.n)
    expect(it['time_to_close_p50']!.excluded.map(({ n }) => n)).toEqual([reference.closed_before_created])
    const { open, closed } = await located('open311')
    expect(open + closed).toBe(reference.located.n)

    await expectGroups(reference)
    const before = await head()
    const second = await run('import', SF, '--map', 'sf311')
    expect(counts(second.stdout)).toMatchObject({
      accepted: 0,
      'already there': reference.rows_total,
      refused: 0,
    })
    expect(await head()).toBe(before)
  })

  it('Tainan, replayed into a running wall: every row is counted, has its place and is on the map; again, or imported, adds nothing', async () => {
    const wall = await openWall('/wall?map=plain&closed=all&lang=zh-CN')
    const first = await run('replay', TAINAN, '--map', 'tainan1999', '--speed', 'max')
    expect(first, first.stderr).toMatchObject({ code: 0 })
    expect(counts(first.stdout)).toMatchObject({ accepted: 11_699, refused: 0 })
    const { reports, closed } = await kpis('source=hotline')
    expect([reports!.value, closed!.value]).toEqual([11_699, 0])
    expect((await located('hotline')).open).toBe(11_699)

    // What the wall shows of both cities: every open case with a place, and every closed one through its layer.
    const inLog = {
      open: (await located('open311')).open + 11_699,
      closed: (await located('open311')).closed,
    }
    const atHead = await head()
    await expect
      .poll(wall.shows, { timeout: 60_000, interval: 500 })
      .toMatchObject({ ...inLog, seq: atHead, link: 'live', divergences: 0 })
    expect(inLog.open + inLog.closed).toBe(5_736 + 11_699)
    expect(wall.hosts(), 'no request to any other host').toEqual([new URL(server.url).host])
    await wall.close()

    const before = await head()
    expect(
      counts((await run('replay', TAINAN, '--map', 'tainan1999', '--speed', 'max')).stdout),
    ).toMatchObject({ accepted: 0, 'already there': 11_699 })
    expect(counts((await run('import', TAINAN, '--map', 'tainan1999')).stdout)).toMatchObject({
      accepted: 0,
      'already there': 11_699,
    })
    expect(await head()).toBe(before)
  })

  it('a file in the wrong encoding, a wrong key and a wrong command line end with a sentence and change nothing', async () => {
    const before = await head()
    const picture = await run('import', join(data, 'tiles/taichung-xitun.pmtiles'), '--map', 'tainan1999')
    expect(picture.code).toBe(1)
    expect(picture.stderr).toMatch(/^Stopped: /m)
    const key = await run('import', TAINAN, '--map', 'tainan1999', '--key', 'not a key')
    expect([key.code, key.stderr]).toEqual([1, expect.stringContaining('The key is unknown to this server')])
    const usage = await run('replay', TAINAN, '--map', 'tainan1999')
    expect([usage.code, usage.stderr]).toEqual([2, expect.stringContaining('--speed')])
    expect(await head()).toBe(before)
  })
})
