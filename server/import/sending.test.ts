import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HistoryItemSchema, type HistoryItem } from '@shaotai/shared/contract/http.ts'
import { Compile } from 'typebox/compile'
import { openHistoryClient, type HistoryClient } from './history-client.ts'
import { examineFile, importRows, type Examined, type Onlooker } from './import-run.ts'
import { playSteps } from './replay-run.ts'
import type { Clock } from './settings.ts'
import { TimeOrder } from './time-order.ts'

const ShapeOfItem = Compile(HistoryItemSchema)

/** A door that remembers what it was sent, as the server's would: a double of the network's other end, no more. */
class Door {
  server: Server
  seen = new Map<string, string>()
  batches: HistoryItem[][] = []
  /** Answers to give before the door opens. */
  first: { status: number; body?: object; retryAfter?: string }[] = []
  /** A refusal for an item, where there is one. */
  judge: (item: HistoryItem) => { status: number; code: string; detail: string } | null = () => null

  constructor() {
    this.server = createServer(
      (request, response) =>
        void this.#answer(request).then(({ status, body, headers }) =>
          response.writeHead(status, headers).end(JSON.stringify(body)),
        ),
    )
  }

  async #answer(
    request: IncomingMessage,
  ): Promise<{ status: number; body: object; headers: Record<string, string> }> {
    let text = ''
    for await (const chunk of request) text += chunk
    const headers = { 'content-type': 'application/json' }
    const before = this.first.shift()
    if (before)
      return {
        status: before.status,
        body: before.body ?? {},
        headers: { ...headers, ...(before.retryAfter && { 'retry-after': before.retryAfter }) },
      }
    if (request.headers.authorization !== 'Bearer right')
      return { status: 401, body: { code: 'not_signed_in', detail: 'No valid key.' }, headers }
    const items = JSON.parse(text) as HistoryItem[]
    this.batches.push(items)
    const results = items.map((item) => {
      if (!ShapeOfItem.Check(item)) return { status: 400, code: 'bad_request', detail: 'shape' }
      const refusal = this.judge(item)
      if (refusal) return refusal
      const [id, body] = [`${item.source} ${item.externalId} ${item.type}`, JSON.stringify(item)]
      const known = this.seen.get(id)
      if (known !== undefined && known !== body)
        return { status: 422, code: 'key_reused', detail: 'Another body.' }
      this.seen.set(id, body)
      return { status: known === undefined ? 201 : 200 }
    })
    return { status: 207, body: { results }, headers }
  }
}

const MAPPING = `
source: hotline
externalId: { column: id }
occurredAt: { column: at, format: ISO, zone: UTC }
closed: { at: { column: done, format: ISO, zone: UTC } }
kind: ticket
category: { column: what }
`
const quiet = { show: () => {}, end: () => {} }

let door: Door
let url: string
let folder: string
let slept: number[]
/** A clock that runs when somebody sleeps. */
let clock: Clock
let client: HistoryClient
beforeEach(async () => {
  door = new Door()
  await new Promise<void>((resolve) => door.server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(door.server.address() as AddressInfo).port}`
  folder = await mkdtemp(join(tmpdir(), 'shaotai-sending-'))
  slept = []
  let at = 0
  clock = {
    now: () => at,
    elapsed: () => at,
    sleep: async (ms) => {
      slept.push(ms)
      at += ms
    },
  }
  client = clientWith()
})
afterEach(async () => {
  door.server.closeAllConnections()
  await new Promise((resolve) => door.server.close(resolve))
  await rm(folder, { recursive: true })
})
const clientWith = (more: Partial<Parameters<typeof openHistoryClient>[0]> = {}) =>
  openHistoryClient({ url, key: 'right', clock, signal: new AbortController().signal, ...more })

async function examine(csv: string, onlooker?: Onlooker): Promise<Examined> {
  const [file, mapping] = [join(folder, 'f.csv'), join(folder, 'm.yaml')]
  await writeFile(file, csv)
  await writeFile(mapping, MAPPING)
  return examineFile({ file, mapping, report: join(folder, 'r.csv'), reportAsked: false }, quiet, onlooker)
}
async function run(csv: string, how: 'import' | 'replay' = 'import', speed = Infinity, by = client) {
  let order = new TimeOrder(0)
  const examined = await examine(csv, {
    onRows: (rows) => {
      order = new TimeOrder(rows)
    },
    onMapped: (row, place, { reportedAt, closedAt }) => order.add(row, place, reportedAt, closedAt),
  })
  try {
    if (how === 'import') await importRows(examined, by, quiet)
    else {
      order.sort()
      await playSteps(examined, order, by, quiet, { speed, clock, signal: new AbortController().signal })
    }
  } finally {
    examined.report.close()
    await examined.source.close()
  }
  return examined.tally.counts
}
const report = () => readFile(join(folder, 'r.csv'), 'utf8')
const day = (n: number) => new Date(Date.UTC(2020, 0, n)).toISOString().slice(0, 10)
const HEAD = 'id,at,done,what\n'
const steps = () =>
  door.batches.flat().map((it) => `${it.externalId} ${it.type === 'report' ? 'report' : 'close'}`)

describe('an import', () => {
  it('sends each report with its closing, and adds nothing the second time', async () => {
    const csv =
      HEAD + Array.from({ length: 1_200 }, (_, n) => `${n},${day(1)},${n % 2 ? day(2) : ''},noise\n`).join('')
    expect(await run(csv)).toEqual({ fresh: 1_200, present: 0, refused: 0, leftOut: 0 })
    expect(door.batches.every((it) => it.length <= 500)).toBe(true)
    const at = new Map(steps().map((step, index) => [step, index]))
    for (let n = 1; n < 1_200; n += 2) expect(at.get(`${n} close`)).toBe(at.get(`${n} report`)! + 1)
    expect(await run(csv)).toEqual({ fresh: 0, present: 1_200, refused: 0, leftOut: 0 })
  })

  it('lists what the mapping and what the server refuse, and sends the rest', async () => {
    door.judge = (item) =>
      item.externalId === '3' ? { status: 422, code: 'outside_district', detail: 'Not here.' } : null
    const counts = await run(
      `${HEAD}1,${day(1)},,a\n2,never,,a\n3,${day(1)},${day(2)},a\n4,${day(1)},,a\n5\n`,
    )
    expect(counts).toEqual({ fresh: 2, present: 0, refused: 3, leftOut: 0 })
    const lines = (await report()).trim().split('\r\n').slice(1)
    expect(lines.map((line) => line.split(',').slice(0, 3).join(','))).toEqual([
      '3,2,bad_stamp',
      '6,,wrong_cells',
      '4,3,outside_district',
    ])
    expect(lines[2]).toContain('Not here.')
  })

  it('takes an id that comes twice with other contents as refused, and the same row twice as there already', async () => {
    const counts = await run(`${HEAD}1,${day(1)},,a\n1,${day(1)},,b\n2,${day(1)},,a\n2,${day(1)},,a\n`)
    expect(counts).toEqual({ fresh: 2, present: 1, refused: 1, leftOut: 0 })
    expect(await report()).toContain('3,1,key_reused')
  })

  it('adds the closing that a later export of the same case brings', async () => {
    await run(`${HEAD}1,${day(1)},,a\n`)
    expect(await run(`${HEAD}1,${day(1)},${day(9)},a\n`)).toMatchObject({ fresh: 1, refused: 0 })
    expect(steps().at(-1)).toBe('1 close')
  })

  it('sends nothing from a file that is broken further down', async () => {
    await expect(run(`${HEAD}1,${day(1)},,a\n2,${day(1)},,"a\n`)).rejects.toThrow(/opened on line 3/)
    expect(door.batches).toEqual([])
  })

  it('sends nothing from a file in which no row fits', async () => {
    await expect(run('id;at;done;what\n1;2;3;4\n')).rejects.toThrow(/no column "id"/)
    await expect(run(`${HEAD}1;2;3;4\n5;6;7;8\n`)).rejects.toThrow(/No row of .* has the 4 cells/)
    expect(door.batches).toEqual([])
  })
})

describe('a replay', () => {
  const CSV = `${HEAD}1,${day(5)},${day(7)},a\n2,${day(1)},${day(6)},a\n3,${day(9)},${day(2)},a\n`

  it('sends reports and closings in the order in which they happened', async () => {
    expect(await run(CSV, 'replay')).toMatchObject({ fresh: 3, refused: 0 })
    // The third was closed before it was reported: its closing follows at once.
    expect(steps()).toEqual(['2 report', '1 report', '2 close', '1 close', '3 report', '3 close'])
    expect(door.batches.flat().map(({ occurredAt }) => occurredAt.slice(0, 10))).toEqual([
      day(1),
      day(5),
      day(6),
      day(7),
      day(9),
      day(2),
    ])
    expect(door.batches).toHaveLength(1)
  })

  it('keeps the distances of the stamps, divided by the speed', async () => {
    await run(CSV, 'replay', 86_400)
    expect(door.batches.map((batch) => batch.length)).toEqual([1, 1, 1, 1, 1, 1])
    expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(8_000, -2)
  })

  it('keeps the steps of a case apart at a pace, however fast', async () => {
    await run(CSV, 'replay', 1e12)
    expect(steps()).toEqual(['2 report', '1 report', '2 close', '1 close', '3 report', '3 close'])
    for (const batch of door.batches)
      expect(new Set(batch.map(({ externalId }) => externalId)).size).toBe(batch.length)
  })

  it('adds nothing after an import of the same file', async () => {
    await run(CSV)
    expect(await run(CSV, 'replay')).toEqual({ fresh: 0, present: 3, refused: 0, leftOut: 0 })
  })

  it('writes one line for a row whose report is refused', async () => {
    door.judge = (item) =>
      item.externalId !== '1'
        ? null
        : item.type === 'report'
          ? { status: 422, code: 'bad_place', detail: 'x' }
          : { status: 404, code: 'not_found', detail: 'y' }
    expect(await run(CSV, 'replay')).toMatchObject({ fresh: 2, refused: 1 })
    expect((await report()).trim().split('\r\n')).toHaveLength(2)
  })
})

describe('while the server cannot take it', () => {
  const CSV = `${HEAD}1,${day(1)},${day(2)},a\n`

  it('the same is sent again, later each time, and as late as the server asks', async () => {
    door.first = [{ status: 503 }, { status: 429, retryAfter: '7' }, { status: 507 }, { status: 502 }]
    expect(await run(CSV)).toMatchObject({ fresh: 1 })
    expect(slept).toHaveLength(4)
    expect(slept[1]).toBe(7_000)
    expect(slept[3]!).toBeGreaterThan(slept[0]!)
  })

  it('an item that was too much is sent again with what belongs to it', async () => {
    let busy = 2
    door.judge = ({ type, externalId }) =>
      externalId === '1' && type === 'report' && busy-- > 0
        ? { status: 503, code: 'busy', detail: 'later' }
        : null
    expect(await run(`${CSV}2,${day(1)},,a\n`)).toEqual({ fresh: 2, present: 0, refused: 0, leftOut: 0 })
    expect(door.batches.flat().filter(({ externalId }) => externalId === '2')).toHaveLength(1)
  })

  it('too large a body is sent in halves', async () => {
    door.first = [{ status: 413, body: { code: 'too_large' } }]
    const csv = HEAD + [1, 2, 3, 4].map((n) => `${n},${day(1)},,a\n`).join('')
    const lone = clientWith()
    const items = [1, 2, 3].map((n) => ({
      caseKey: String(n),
      json: JSON.stringify({
        type: 'report',
        source: 'hotline',
        externalId: `h${n}`,
        occurredAt: `${day(1)}T00:00:00Z`,
        kind: 'ticket',
        category: 'a',
        title: 't',
      }),
    }))
    expect(await lone.send(items)).toEqual([{ outcome: 'fresh' }, { outcome: 'fresh' }, { outcome: 'fresh' }])
    expect(door.batches.map((it) => it.length)).toEqual([2, 1])
    expect(await run(csv)).toMatchObject({ fresh: 4 })
  })

  it('a server that nobody has started is given up soon', async () => {
    const nobody = clientWith({ url: 'http://127.0.0.1:9' })
    await expect(run(CSV, 'import', Infinity, nobody)).rejects.toThrow(/cannot be reached[^]*npm start/)
    expect(clock.elapsed()).toBeLessThan(30_000)
  })

  it('Ctrl-C ends the run with what is to be known', async () => {
    const asked = new AbortController()
    asked.abort()
    await expect(run(CSV, 'import', Infinity, clientWith({ signal: asked.signal }))).rejects.toThrow(
      /Stopped as asked[^]*not doubled/,
    )
  })
})

describe('what no repeating mends ends the run', () => {
  const CSV = `${HEAD}1,${day(1)},,a\n`
  it.each([
    [
      {
        status: 400,
        body: {
          code: 'bad_request',
          detail: 'Not the shape.',
          errors: [{ path: '/0/title', message: 'too long' }],
        },
      },
      /400 bad_request: Not the shape\.\n.*at \/0\/title: too long/,
    ],
    [{ status: 403, body: { code: 'history_right_needed', detail: 'No right.' } }, /history right/],
    [{ status: 404, body: {} }, /no POST \/api\/history at this address/],
    [{ status: 207, body: { results: [] } }, /answered for 0 of 1/],
  ])('%o', async (answer, text) => {
    door.first = [answer]
    await expect(run(CSV)).rejects.toThrow(text)
  })
  it('a wrong key', async () => {
    await expect(run(CSV, 'import', Infinity, clientWith({ key: 'wrong' }))).rejects.toThrow(
      /key is unknown to this server/,
    )
  })
})
