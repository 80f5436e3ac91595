import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashOf } from '@shaotai/shared/domain/picture-hash.ts'
import { verifyTrail } from '../audit/verify-trail.ts'
import { applyRestore } from '../backup/apply-restore.ts'
import { FULL_SIGHT } from '../backup/full-sight.ts'
import { readVerified } from '../backup/manifest.ts'
import { takeBackup } from '../backup/take-backup.ts'
import { readPicture } from '../realtime/read-picture.ts'
import { openTestApp, type TestApp } from '../test/app.ts'
import { openTestDatabase } from '../test/database.ts'
import { eraseCases } from './erase-cases.ts'
import { exportPerson } from './export-person.ts'
import { findReporter } from './find-reporter.ts'
import { setHold } from './hold.ts'
import { eraseExpired, readRetention, watchLeaps } from './retention.ts'
import { rewriteFiles } from './rewrite-files.ts'

/** A night run asks for more. */
const PEOPLE = Number(process.env['ERASED_PEOPLE'] ?? 6)
/** Words that stand in everything that is of somebody who is erased, or of somebody who stays. */
const ERASED = ['擦除者', '1397777']
const KEPT = ['留存者', '1386666']
const DAY_MS = 86_400_000

let it_: TestApp
let client: pg.Client
let by: { id: string; role: string }
const cases: string[] = []
const kept: string[] = []
let now = Date.now()

const textOf = ([word, digits]: string[], i: number): string =>
  `${word}${i}：${word}说电话${digits}${String(i).padStart(4, '0')}`
const bodyOf = (words: string[], i: number): Record<string, unknown> => ({
  title: textOf(words, i),
  address: `${words[0]}路${i}号`,
  narrative: textOf(words, i).repeat(20),
  reporter: { name: `${words[0]}${i}`, phone: `${words[1]}${String(i).padStart(4, '0')}` },
  externalId: `${words === ERASED ? 'gone' : 'kept'}-${i}`,
})

async function reportOf(words: string[], i: number): Promise<string> {
  const text = textOf(words, i)
  const word = words[0]
  const answer = await it_.report(bodyOf(words, i))
  const { caseId } = answer.json() as { caseId: string }
  await it_.ask('chief', 'POST', `/api/cases/${caseId}/commands`, {
    type: 'accept',
    note: text,
    expectedVersion: 1,
    commandId: caseId,
  })
  // Text: a picture would not show the word to a search through files.
  const content = Buffer.from(text.repeat(200))
  if (i < 50) {
    const headers = {
      'content-type': 'text/plain',
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(`${word}${i}.txt`)}`,
      'idempotency-key': caseId,
    }
    const url = `/api/cases/${caseId}/evidence?role=other`
    expect((await it_.ask('chief', 'POST', url, content, headers)).statusCode).toBe(201)
  } else
    // More than a person may send in a minute.
    await client.query(
      `insert into evidence (id, case_id, role, media_type, name, content, bytes, sha256, sent_sha256, added_by, added_role)
       values ($1, $2, 'other', 'text/plain', $3, $4::bytea, octet_length($4::bytea), sha256($4::bytea), sha256($4::bytea), $5, 'admin')`,
      [caseId, caseId, `${word}${i}.txt`, content, by.id],
    )
  return caseId
}

/** Files of this database, of what the whole cluster shares, of the write-ahead log and of what was logged. */
async function filesWith(words: string[]): Promise<string[]> {
  const { rows } = await client.query<{ dir: string; oid: string }>(
    `select current_setting('data_directory') as dir, oid::text from pg_database where datname = current_database()`,
  )
  const { dir, oid } = rows[0]!
  await client.query('checkpoint')
  const found: string[] = []
  for (const folder of [`base/${oid}`, 'global', 'pg_wal', 'log', 'pg_stat', 'base/pgsql_tmp']) {
    for (const name of listed(join(dir, folder))) {
      const bytes = read(join(dir, folder, name))
      if (bytes && words.some((word) => bytes.includes(word))) found.push(`${folder}/${name}`)
    }
  }
  return found
}
const listed = (folder: string): string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
/** Null: it is a folder, or gone meanwhile. */
const read = (path: string): Buffer | null => {
  try {
    return readFileSync(path)
  } catch {
    return null
  }
}
const logDigest = async (): Promise<unknown> =>
  (
    await client.query(
      `select count(*) as n, md5(string_agg(seq || event::text || recorded_at::text, '' order by seq)) as md5 from event_log`,
    )
  ).rows[0]
const pictureHash = async (): Promise<string> => hashOf(await readPicture(it_.database, FULL_SIGHT))
const counted = async (sql: string): Promise<number> =>
  Number((await client.query<{ n: number }>(`select count(*) as n from ${sql}`)).rows[0]!.n)

beforeAll(async () => {
  it_ = await openTestApp({ tellsDeadlines: false, now: () => now })
  client = await it_.database.connect()
  const { rows } = await client.query(`select id, role from person where username = 'admin'`)
  by = rows[0] as typeof by
  for (let i = 0; i < PEOPLE; i += 1) cases.push(await reportOf(ERASED, i))
  for (let i = 0; i < 3; i += 1) kept.push(await reportOf(KEPT, i))
  await client.query('analyze')
})
afterAll(async () => {
  await client.end()
  await it_.close()
})

describe('erasing', () => {
  it('leaves nothing of a person in the database’s files, its log, a dump or what was logged, and breaks nothing', async () => {
    const before = { log: await logDigest(), picture: await pictureHash() }
    const found = await filesWith(ERASED)
    expect(found.some((it) => it.startsWith('base/'))).toBe(true)
    expect(found.some((it) => it.startsWith('pg_wal/'))).toBe(true)

    // Half by number or name, half by case.
    const half = cases.length >> 1
    const ids = cases.slice(half)
    for (let i = 0; i < half; i += 1) {
      const sought =
        i % 2 === 0 ? { phone: `+86 1397777${String(i).padStart(4, '0')}` } : { name: `擦除者${i}` }
      const theirs = await findReporter(client, sought)
      expect(theirs!.cases).toEqual([cases[i]])
      ids.push(...theirs!.cases)
    }
    const erased = await eraseCases(client, ids, { by, reason: 'request' })
    expect(erased).toMatchObject({ files: PEOPLE, rows: 2 * PEOPLE, held: [] })
    expect(erased.cases.toSorted()).toEqual(cases.toSorted())
    const { walFiles } = await rewriteFiles(client, by)
    expect(walFiles).toBeGreaterThan(0)

    expect(await filesWith(ERASED)).toEqual([])
    expect(await filesWith(KEPT)).not.toEqual([])
    expect(it_.logged.filter((line) => ERASED.some((word) => line.includes(word)))).toEqual([])
    expect({ log: await logDigest(), picture: await pictureHash() }).toEqual(before)
    expect((await verifyTrail(client)).faults).toEqual([])
    expect(await counted(`audit_entry where action = 'personal.erased' and reason = 'request'`)).toBe(PEOPLE)
    expect(JSON.stringify(await readPicture(it_.database, FULL_SIGHT))).not.toMatch(/擦除者|1397777/)
  })

  it('leaves a case that is shown without what is personal, and others as they were', async () => {
    const gone = (await it_.ask('chief', 'GET', `/api/cases/${cases[0]}`)).json() as object
    expect(gone).toMatchObject({ status: 'accepted', personal: {}, notes: [] })
    const stays = (await it_.ask('chief', 'GET', `/api/cases/${kept[0]}`)).json() as {
      personal: { title: string }
    }
    expect(stays.personal.title).toContain('留存者0')
    const files = (await it_.ask('chief', 'GET', `/api/cases/${cases[0]}/evidence`)).json() as {
      items: unknown[]
    }
    expect(files.items).toEqual([])
  })

  it('makes no second case of a late retry, and tells nobody what it was', async () => {
    const before = await counted('case_file')
    for (const body of [bodyOf(ERASED, 0), { ...bodyOf(ERASED, 1), title: 'x' }]) {
      const again = await it_.report(body)
      expect([again.statusCode, (again.json() as { code: string }).code]).toEqual([422, 'key_reused'])
    }
    expect((await it_.report(bodyOf(KEPT, 0))).json()).toMatchObject({ caseId: kept[0] })
    expect(await counted('case_file')).toBe(before)
  })

  it('E4 a backup made afterwards is clean, and is restored with a whole trail', async () => {
    const place = mkdtempSync(join(tmpdir(), 'shaotai-erase-'))
    const dir = join(place, 'copy')
    const target = await openTestDatabase()
    try {
      const { host, port, user, database } = it_.database.writePool.options
      const config = { host, port, user, database } as pg.ClientConfig
      await takeBackup({ config, dir, now: Date.now })
      const dump = readdirSync(dir)
        .map((name) => readFileSync(join(dir, name)))
        .map((bytes) => (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('utf8'))
        .join('\n')
      // Files are there in hex.
      const forms = (word: string): string[] => [word, Buffer.from(word).toString('hex')]
      for (const word of ERASED.flatMap(forms)) expect(dump.includes(word), word).toBe(false)
      for (const word of KEPT.flatMap(forms)) expect(dump.includes(word), word).toBe(true)
      await applyRestore({
        config: target.config,
        described: 'a test database',
        dir,
        manifest: await readVerified(dir),
      })
    } finally {
      await target.drop()
      rmSync(place, { recursive: true, force: true })
    }
  })
})

describe('retention', () => {
  it('erases what is personal once its class’s days have passed since the end, and nothing that is open or held', async () => {
    const closed = async (word: string, sensitivity: string): Promise<string> => {
      const item = {
        source: 'import',
        externalId: word,
        kind: 'ticket',
        category: '0102',
        title: word,
        sensitivity,
      }
      const end = { type: 'close_external', source: 'import', externalId: word }
      const answer = await it_.ask('test-ingest-key', 'POST', '/api/history', [
        { type: 'report', occurredAt: new Date(now - 2 * DAY_MS).toISOString(), ...item },
        { occurredAt: new Date(now - DAY_MS).toISOString(), ...end },
      ])
      expect(answer.statusCode).toBe(207)
      return (await client.query(`select id from case_file where external_id = $1`, [word])).rows[0]
        .id as string
    }
    const [plain, secret, held] = [
      await closed('plain', 'public'),
      await closed('secret', 'secret'),
      await closed('held', 'public'),
    ]
    expect(await setHold(client, held, true, by)).toBe(true)
    const left = async (): Promise<string[]> =>
      (
        await client.query(`select distinct case_id as id from case_personal where case_id = any ($1)`, [
          [plain, secret, held],
        ])
      ).rows
        .map(({ id }) => id as string)
        .toSorted()
    const days = readRetention('secret=730')!
    expect(days).toEqual({ public: 365, internal: 365, sensitive: 365, secret: 730 })
    expect(await eraseExpired(client, days, now + 363 * DAY_MS)).toBe(0)
    expect(await eraseExpired(client, days, now + 365 * DAY_MS)).toBe(1)
    expect(await left()).toEqual([secret, held].toSorted())
    expect(await eraseExpired(client, days, now + 731 * DAY_MS)).toBe(1)
    expect(await left()).toEqual([held])
    expect(await eraseCases(client, [held], { by, reason: 'request' })).toEqual({
      cases: [],
      held: [held],
      rows: 0,
      files: 0,
    })
    expect(await setHold(client, held, false, by)).toBe(true)
    expect(await eraseExpired(client, days, now + 731 * DAY_MS)).toBe(1)
    expect(
      await counted(
        `audit_entry where action = 'personal.erased' and reason = 'retention' and actor = 'system'`,
      ),
    ).toBe(3)
    expect(await counted(`case_personal where case_id = '${kept[0]}'`)).toBe(2) // open as long as nobody closes it
    expect((await verifyTrail(client)).faults).toEqual([])
    now += 1
  })

  it('does not believe a clock that leapt more than 30 days ahead, until it is asked a second time', () => {
    let ms = 0
    const hasLeapt = watchLeaps(1_000 * DAY_MS, () => ms)
    const look = (day: number, passed: number): boolean => {
      ms += passed * DAY_MS
      return hasLeapt(day * DAY_MS)
    }
    expect(look(1_030, 0)).toBe(false) // it was off for a month
    expect(look(1_031, 1)).toBe(false)
    expect(look(30_000, 1)).toBe(true)
    expect(look(1_033, 1)).toBe(false)
    expect(look(1_100, 40)).toBe(false)
    expect(look(1_171, 40)).toBe(true)
    expect(look(1_172, 1)).toBe(false)
  })

  it('reads its days from the environment, and says so where it cannot', () => {
    expect(readRetention('90')).toEqual({ public: 90, internal: 90, sensitive: 90, secret: 90 })
    for (const bad of ['0', '-1', 'secret', 'secret=', 'secret=1=2', 'nobody=3', '1.5'])
      expect(readRetention(bad), bad).toBeNull()
  })
})

describe('a person’s own data', () => {
  it('is what they reported and who looked at it, of their cases alone, and is on the trail', async () => {
    const theirs = await findReporter(client, { phone: `${KEPT[1]}0000` })
    expect(theirs!.cases).toEqual([kept[0]])
    expect((await it_.ask('chief', 'GET', `/api/cases/${kept[0]}`)).statusCode).toBe(200)
    const told = await exportPerson(client, theirs!.cases, by)
    const { title, address, narrative, reporter } = bodyOf(KEPT, 0)
    expect(told.cases).toEqual([
      {
        no: expect.any(String),
        kind: 'ticket',
        category: expect.any(String),
        status: 'accepted',
        sensitivity: 'internal',
        reportedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        closedAt: null,
        place: expect.objectContaining({ lng: expect.any(Number), lat: expect.any(Number) }),
        reported: { title, address, narrative, reporter },
        replies: [],
        files: [expect.objectContaining({ mediaType: 'text/plain' })],
        looks: expect.any(Array),
      },
    ])
    expect(told.cases[0]!.looks.slice(-2)).toEqual([
      expect.objectContaining({ role: 'duty_chief', action: 'personal.viewed' }),
      expect.objectContaining({ role: 'admin', action: 'personal.exported' }),
    ])
    // The chief's note to the acceptance is about the work.
    expect(JSON.stringify(told).split(textOf(KEPT, 0)).length - 1).toBe(21)
    expect(JSON.stringify(told)).not.toMatch(new RegExp([ERASED[0], `${KEPT[0]}1`, '值班长'].join('|')))
    const { rows } = await client.query(
      `select actor, subject, reason from audit_entry where action = 'personal.exported'`,
    )
    expect(rows).toEqual([{ actor: by.id, subject: kept[0], reason: 'request' }])
  })
})
