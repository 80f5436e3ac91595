/** Backup and restore over a real PostgreSQL, within one process; as programs they are in e2e/faults/backup.test.ts. */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClientConfig } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase, type Database } from '../db/database.ts'
import { openTestApp, TEST_KEY, type TestApp } from '../test/app.ts'
import { openTestDatabase, type TestDatabase } from '../test/database.ts'
import { applyRestore, type Restored } from './apply-restore.ts'
import { MANIFEST, readVerified, SUMS, type Manifest } from './manifest.ts'
import { takeBackup } from './take-backup.ts'

let source: TestApp
let config: ClientConfig
let place: string
let manifest: Manifest
let restored: Restored
let empty: TestDatabase
let copy: Database
const dir = (name: string): string => join(place, name)
const NASTY = 'a tab\t, a newline\n, \\n, \\., a quote", 汉字, 𠮷, nothing: \\N'

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'shaotai-backup-'))
  source = await openTestApp()
  const { host, port, user, database } = source.database.writePool.options
  config = { host, port, user, database } as ClientConfig
  await source.report({ title: NASTY, narrative: NASTY, reporter: { name: NASTY } })
  await source.ask('admin', 'POST', '/api/devices', { name: 'wall' })
  let isDone = false
  const load = (async () => {
    while (!isDone) {
      const items = Array.from({ length: 5 }, (_, i) => ({
        kind: 'ticket',
        category: '0102',
        title: 't',
        externalId: `load-${performance.now()}-${i}`,
      }))
      expect((await source.ask(TEST_KEY, 'POST', '/api/ingest/grid', items)).statusCode).toBe(207)
    }
  })()
  await new Promise((done) => setTimeout(done, 300))
  manifest = await takeBackup({ config, dir: dir('whole'), now: Date.now })
  await new Promise((done) => setTimeout(done, 100))
  isDone = true
  await load
  empty = await openTestDatabase()
  restored = await applyRestore({
    config: empty.config,
    described: 'a test database',
    dir: dir('whole'),
    manifest: await readVerified(dir('whole')),
  })
  copy = await openDatabase({ config: empty.config, onFault: () => {} })
})
afterAll(async () => {
  await copy.close()
  await empty.drop()
  await source.close()
  rmSync(place, { recursive: true, force: true })
})

const rowsOf = async (database: Database, sql: string): Promise<unknown[]> =>
  (await database.writePool.query(sql)).rows

it('E4 a backup taken under load is a prefix of the log without gaps', async () => {
  const [head] = (await rowsOf(source.database, 'select seq from log_head')) as { seq: number }[]
  expect(manifest.seq).toBeGreaterThan(1)
  expect(manifest.seq).toBeLessThan(head!.seq)
  const log = `select * from event_log where seq <= ${manifest.seq} order by seq`
  expect(await rowsOf(copy, log)).toEqual(await rowsOf(source.database, log))
  expect(await rowsOf(copy, 'select count(*) as n, max(seq) as last from event_log')).toEqual([
    { n: manifest.seq, last: manifest.seq },
  ])
  expect(restored.pictureCompared).toBe(true)
})
it('E4 every value comes back as it was, to the microsecond', async () => {
  const personal = `select data from case_personal p join event_log e using (case_id, version) where seq = 1`
  expect(await rowsOf(copy, personal)).toEqual([
    { data: { title: NASTY, narrative: NASTY, reporter: { name: NASTY } } },
  ])
  for (const sql of [
    `select seq, recorded_at::text from event_log where seq <= ${manifest.seq} order by seq`,
    `select username, password_hash, created_at::text from person order by id`,
    `select id, encode(token_sha256, 'hex') from device`,
    `select number, sha256, at::text from schema_step order by number`,
  ]) {
    expect(await rowsOf(copy, sql)).toEqual(await rowsOf(source.database, sql))
  }
})
it('L3 a restored store has a new epoch', async () => {
  expect(await rowsOf(copy, 'select epoch, seq from log_head')).toEqual([
    { epoch: restored.epoch, seq: manifest.seq },
  ])
  expect(restored.epoch).not.toBe(manifest.epoch)
})
it('numbers go on where they were: nothing that is written next meets what was restored', async () => {
  const sql = `insert into audit_entry (actor, role, action, subject) values ('a', 'system', 'x', 'y') returning id`
  const [{ id }] = (await rowsOf(copy, sql)) as [{ id: number }]
  const [{ last }] = (await rowsOf(copy, `select max(id) as last from audit_entry`)) as [{ last: number }]
  expect(id).toBe(last)
})
it('R3 sessions end with a restore, walls and keys stay', async () => {
  expect(restored.sessionsEnded).toBeGreaterThan(0)
  expect(await rowsOf(copy, 'select from session where revoked_at is null')).toEqual([])
  expect(restored).toMatchObject({ devices: 1, keys: 1 })
})
it('a backup is for its owner alone, and says itself whether it is whole', () => {
  expect(statSync(dir('whole')).mode & 0o777).toBe(0o700)
  const files = readdirSync(dir('whole'))
  for (const file of files) expect(statSync(join(dir('whole'), file)).mode & 0o777, file).toBe(0o600)
  const sums = readFileSync(join(dir('whole'), SUMS), 'utf8')
    .trimEnd()
    .split('\n')
  expect(sums).toHaveLength(files.length - 1)
  for (const line of sums) {
    const bytes = readFileSync(join(dir('whole'), line.slice(66)))
    expect(line.slice(0, 64)).toBe(createHash('sha256').update(bytes).digest('hex'))
  }
  expect(readdirSync(place)).toEqual(['whole'])
})

it('a backup never overwrites anything', async () => {
  await expect(takeBackup({ config, dir: dir('whole'), now: Date.now })).rejects.toThrow(
    'not an empty directory',
  )
})
it('a backup that fails in the middle leaves nothing that could be taken for one', async () => {
  const onTable = () => {
    throw new Error('the disk is full')
  }
  await expect(takeBackup({ config, dir: dir('failed'), now: Date.now, onTable })).rejects.toThrow(
    'disk is full',
  )
  expect(readdirSync(place)).toEqual(['whole'])
})
it('what a killed backup left is cleared away by the next one', async () => {
  mkdirSync(dir('again.unfinished-999999999'))
  writeFileSync(join(dir('again.unfinished-999999999'), 'event_log.copy.gz'), 'half')
  await takeBackup({ config, dir: dir('again'), now: Date.now })
  expect(readdirSync(place).sort()).toEqual(['again', 'whole'])
  rmSync(dir('again'), { recursive: true })
})

const restore = async (change: Partial<Manifest>): Promise<unknown> => {
  const target = await openTestDatabase()
  try {
    await applyRestore({
      config: target.config,
      described: 'a test database',
      dir: dir('whole'),
      manifest: { ...manifest, ...change },
    })
    return 'restored'
  } catch (fault) {
    const left = await openDatabase({ config: target.config, onFault: () => {} })
    const tables = await rowsOf(
      left,
      `select from pg_class where relnamespace = current_schema()::regnamespace`,
    )
    await left.close()
    expect(tables, 'a failed restore leaves the database as empty as it was').toEqual([])
    return fault
  } finally {
    await target.drop()
  }
}
it('a restore that differs in one row, one number or one case is undone as a whole', async () => {
  const wrong = manifest.tables.map((table) =>
    table.name === 'case_personal' ? { ...table, rowSum: '0'.repeat(32) } : table,
  )
  expect(await restore({ tables: wrong })).toMatchObject({ name: 'Refused' })
  expect(await restore({ seq: manifest.seq + 1 })).toMatchObject({ name: 'Refused' })
  const picture = { ...manifest.picture, hash: '0'.repeat(32) }
  expect(await restore({ picture })).toMatchObject({ name: 'Refused' })
})
it('a backup of a newer version, or of another schema, is refused', async () => {
  const newer = { number: 9_999, name: '9999-later.sql', sha256: '0' }
  expect(String(await restore({ steps: [...manifest.steps, newer] }))).toContain('newer version')
  const other = manifest.steps.map((step, i) => (i === 0 ? { ...step, sha256: '0' } : step))
  expect(String(await restore({ steps: other }))).toContain('not the one this version knows')
})
it('a restore goes into an empty place only', async () => {
  const into = applyRestore({ config, described: 'the live one', dir: dir('whole'), manifest })
  await expect(into).rejects.toThrow('the live one is not empty (api_key')
})
it('a damaged file, a damaged manifest or none at all is refused before anything is touched', async () => {
  const spoil = async (file: string, change: (bytes: Buffer) => Buffer | null) => {
    const bytes = readFileSync(join(dir('whole'), file))
    const changed = change(bytes)
    if (changed) writeFileSync(join(dir('whole'), file), changed)
    else rmSync(join(dir('whole'), file))
    await expect(readVerified(dir('whole'))).rejects.toThrow(file)
    writeFileSync(join(dir('whole'), file), bytes, { mode: 0o600 })
  }
  const flip = (bytes: Buffer) => {
    const other = Buffer.from(bytes)
    other[other.length >> 1]! ^= 1
    return other
  }
  await spoil('event_log.copy.gz', flip)
  await spoil('case_personal.copy.gz', () => null)
  await spoil(MANIFEST, (bytes) =>
    Buffer.from(bytes.toString().replace(`"seq": ${manifest.seq}`, '"seq": 1')),
  )
  await spoil(MANIFEST, () => null)
  await readVerified(dir('whole'))
})
