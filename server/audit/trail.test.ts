import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../test/app.ts'
import { loadSpine } from '../db/testing/load-spine.ts'
import { TAMPERS, whileTampered } from '../test/tampers.ts'
import { record, SERVER } from './record.ts'
import { verifyTrail } from './verify-trail.ts'

/** A night run asks for more. */
const TRIALS = Number(process.env['AUDIT_TAMPERS'] ?? 64)
const SEED = Number(process.env['SEED'] ?? 7)

/** As the version before the chain left it. */
async function spineWithTrail(config: pg.ClientConfig): Promise<void> {
  await loadSpine(config)
  const spine = new pg.Client(config)
  await spine.connect()
  await spine.query(`insert into audit_entry (actor, role, action, subject, seq)
    select event->'actor'->>'id', event->'actor'->>'role', type, case_id, seq from event_log order by seq`)
  await spine.end()
}

let it_: TestApp
let client: pg.Client
let whole: Awaited<ReturnType<typeof verifyTrail>>
beforeAll(async () => {
  it_ = await openTestApp({ tellsDeadlines: false, prepare: spineWithTrail })
  // Many at once: reports in common batches, views and files beside them.
  const ids = await Promise.all(
    Array.from({ length: 20 }, async () => ((await it_.report()).json() as { caseId: string }).caseId),
  )
  const answers = await Promise.all(
    ids.flatMap((id, i) => [
      it_.ask('chief', 'GET', `/api/cases/${id}`),
      it_.ask('dispatcher', 'GET', `/api/cases/${id}/timeline`),
      it_.ask('chief', 'POST', `/api/cases/${id}/commands`, {
        type: 'accept',
        expectedVersion: 1,
        commandId: id,
      }),
      it_.ask('admin', 'POST', '/api/devices', { name: `wall ${i}` }),
    ]),
  )
  expect(answers.filter(({ statusCode }) => statusCode >= 500)).toEqual([])
  await record(it_.database.write, {
    by: SERVER,
    action: 'personal.erased',
    subject: '汉字 "quoted" \\ \n\t 𠮷',
    details: { rows: 1, 汉字: '"\u0001' },
    reason: 'request',
  })
  client = await it_.database.connect()
  whole = await verifyTrail(client)
})
afterAll(async () => {
  await client.end()
  await it_.close()
})

describe('the trail', () => {
  it('is whole after reports, steps and views at once, and from before it had a chain', () => {
    expect(whole.faults).toEqual([])
    expect(whole.events).toBeGreaterThan(200) // 192 of them older than the chain
    expect(whole.blocks).toBeGreaterThan(30)
    expect(whole.blocks).toBeLessThan(whole.entries)
  })

  it('tells every tamper of every kind, and nothing else', async () => {
    let state = SEED
    const pick = (most: number): number => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) % most
    const missed: string[] = []
    const kinds = Object.entries(TAMPERS)
    let found = 0
    for (let n = 0; n < TRIALS || n < kinds.length; n += 1) {
      const [name, tamper] = kinds[n % kinds.length]!
      // Some touch two rows that may be one and the same by chance: then once more.
      let verdict = null
      for (let tries = 0; verdict === null && tries < 50; tries += 1)
        verdict = await whileTampered(client, tamper(pick), () => verifyTrail(client))
      if (verdict && verdict.faults.length > 0) found += 1
      else missed.push(name)
    }
    expect(missed).toEqual([])
    expect(found).toBe(Math.max(TRIALS, kinds.length))
    expect((await verifyTrail(client)).faults).toEqual([])
  })

  it('knows a head that was noted, and misses one that was written over with everything after it', async () => {
    const last = whole.head
    await record(it_.database.write, { by: SERVER, action: 'audit.listed', subject: 'trail' })
    const next = await verifyTrail(client, last)
    expect(next.faults).toEqual([])
    // The last view goes, block and head with it: no event misses its row, and only the noted hash tells.
    const cut = `with gone as (delete from audit_block where n = (select max(n) from audit_block) returning first_id),
        rows as (delete from audit_entry where id >= (select first_id from gone))
      update audit_head set (n, last_id, hash) = (select n, last_id, hash from audit_block where n = audit_head.n - 1)`
    expect((await whileTampered(client, cut, () => verifyTrail(client)))!.faults).toEqual([])
    const told = await whileTampered(client, cut, () => verifyTrail(client, next.head))
    expect(told!.faults).toEqual([expect.stringContaining(`${next.head} is of no block`)])
  })

  it('refuses changes by its own account, and blocks that nobody wrote a row for', async () => {
    for (const sql of [
      `update audit_entry set actor = 'x'`,
      'delete from audit_entry where id = 1',
      'truncate audit_entry',
      `update audit_block set entries = 1`,
      'delete from audit_block',
      'truncate audit_block',
      `insert into audit_block values (99999, 1, 1, 1, '')`,
      `update audit_head set n = 0`,
      'delete from audit_head',
      `insert into audit_entry (actor, role, action, subject, reason) values ('a', 'chief', 'x', 'y', 'because 张三 asked')`,
    ]) {
      await expect(client.query(sql), sql).rejects.toThrow(/only ever added to|audit_entry_reason/)
    }
    await client.query('set role shaotai_stream')
    for (const table of ['audit_entry', 'audit_block', 'audit_head'])
      await expect(client.query(`select from ${table}`)).rejects.toThrow('permission denied')
    await client.query('reset role')
  })
})
