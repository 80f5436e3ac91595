import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClientConfig } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { EvidenceAnswer } from '@shaotai/shared/contract/evidence.ts'
import { applyRestore } from '../backup/apply-restore.ts'
import { readVerified } from '../backup/manifest.ts'
import { takeBackup } from '../backup/take-backup.ts'
import { openDatabase } from '../db/database.ts'
import { openTestApp, type TestApp } from '../test/app.ts'
import { openTestDatabase } from '../test/database.ts'
import { jpegOf } from '../test/pictures.ts'

let source: TestApp
let place: string
beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'shaotai-evidence-'))
  source = await openTestApp()
})
afterAll(async () => {
  await source.close()
  rmSync(place, { recursive: true, force: true })
})

it('E4 files of cases are in a backup and come back with it, byte for byte, thumbnails and keys too', async () => {
  const { caseId } = (await source.report()).json() as { caseId: string }
  const large = Buffer.concat([
    Buffer.from('%PDF-1.7\n'),
    Buffer.alloc(15_000_000, 'a\tb\\n\n'),
    Buffer.from('%%EOF\n'),
  ])
  for (const body of [await jpegOf(640, 480), large]) {
    const answer = await source.ask('dispatcher', 'POST', `/api/cases/${caseId}/evidence?role=after`, body, {
      'content-type': 'application/octet-stream',
      'idempotency-key': `backup-${body.length}`,
    })
    expect(answer.statusCode).toBe(201)
    expect((answer.json() as EvidenceAnswer).bytes).toBeGreaterThan(1_000)
  }
  const { host, port, user, database } = source.database.writePool.options
  const dir = join(place, 'whole')
  const manifest = await takeBackup({
    config: { host, port, user, database } as ClientConfig,
    dir,
    now: Date.now,
  })
  expect(manifest.tables.filter(({ name }) => name.startsWith('evidence'))).toMatchObject([
    { name: 'evidence', rows: 2 },
    { name: 'evidence_key', rows: 2 },
  ])
  const empty = await openTestDatabase()
  await applyRestore({
    config: empty.config,
    described: 'a test database',
    dir,
    manifest: await readVerified(dir),
  })
  const copy = await openDatabase({ config: empty.config, onFault: () => {} })
  try {
    for (const sql of [
      `select id, case_id, first_version, name, media_type, sha256(content) = sha256 as whole, sha256, sha256(thumbnail), added_by, added_at from evidence order by id`,
      `select * from evidence_key order by key`,
    ]) {
      const { rows } = await source.database.writePool.query(sql)
      expect(rows).toHaveLength(2)
      expect((await copy.writePool.query(sql)).rows).toEqual(rows)
    }
  } finally {
    await copy.close()
    await empty.drop()
  }
})
