import { createHash } from 'node:crypto'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { crc32, deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EvidenceAnswer, EvidenceListReply } from '@shaotai/shared/contract/evidence.ts'
import { openTestApp, TEST_KEY, type TestApp } from '../test/app.ts'
import { CAMERA_CANARY, colourAt, jpegOf, metadataOf, pngOf, webpOf } from '../test/pictures.ts'

let it_: TestApp
let wall = ''
let isLow = false
let count = 0
const PDF = Buffer.from('%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n')

beforeAll(async () => {
  it_ = await openTestApp({ isLow: () => isLow })
  wall = ((await it_.ask('admin', 'POST', '/api/devices', { name: 'hall' })).json() as { token: string })
    .token
})
afterAll(() => it_.close())

const newCase = async (over: Record<string, unknown> = {}): Promise<string> =>
  ((await it_.report({ department: 'D01', ...over })).json() as { caseId: string }).caseId

interface Sent {
  who?: string | null
  role?: string
  type?: string
  key?: string | null
  disposition?: string
}
const send = (
  caseId: string,
  body: Buffer,
  { who = 'liaison', role = 'after', type, key, disposition }: Sent = {},
) =>
  it_.ask(who, 'POST', `/api/cases/${caseId}/evidence?role=${role}`, body, {
    'content-type': type ?? 'application/octet-stream',
    ...(key !== null && { 'idempotency-key': key ?? `file-${(count += 1)}` }),
    ...(disposition !== undefined && { 'content-disposition': disposition }),
  })
const kept = async (caseId: string, body: Buffer, sent: Sent = {}): Promise<EvidenceAnswer> => {
  const answer = await send(caseId, body, sent)
  expect(answer.statusCode, answer.body).toBe(201)
  return answer.json() as EvidenceAnswer
}
const code = (answer: { body: string }): string => (JSON.parse(answer.body) as { code: string }).code
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
const rows = async (): Promise<unknown> =>
  (
    await it_.database.writePool.query(
      `select (select count(*) from evidence) as files, (select count(*) from evidence_key) as keys, (select count(*) from audit_entry where action like 'evidence.%') as audited`,
    )
  ).rows[0]
const audit = async (subject: string): Promise<string[]> =>
  (
    await it_.database.writePool.query<{ line: string }>(
      `select format('%s %s', a.action, p.username) as line from audit_entry a join person p on p.id = a.actor
        where a.subject = $1 and a.action like 'evidence.%' and a.at is not null order by a.id`,
      [subject],
    )
  ).rows.map(({ line }) => line)

describe('a picture', () => {
  it('loses what its camera wrote into it, GPS first, and is kept upright', async () => {
    const sent = await jpegOf(600, 400, 6)
    expect(sent.includes(CAMERA_CANARY), 'the picture that is sent has it').toBe(true)
    expect((await metadataOf(sent)).kept).toContain('exif')
    const answer = await kept(await newCase(), sent, { type: 'image/jpeg' })
    const file = await it_.ask('liaison', 'GET', `/api/evidence/${answer.id}`)
    expect(await metadataOf(file.rawPayload)).toEqual({ format: 'jpeg', width: 400, height: 600, kept: [] })
    expect(file.rawPayload.includes(CAMERA_CANARY)).toBe(false)
    const [top, bottom] = [
      await colourAt(file.rawPayload, 200, 50),
      await colourAt(file.rawPayload, 200, 550),
    ]
    expect(top[0]! > 200 && top[1]! < 60, `red on top: ${top.join()}`).toBe(true)
    expect(bottom[1]! > 200 && bottom[0]! < 60, `green below: ${bottom.join()}`).toBe(true)
    expect(answer).toEqual({
      id: answer.id,
      role: 'after',
      mediaType: 'image/jpeg',
      bytes: file.rawPayload.length,
      sha256: sha256(file.rawPayload),
      sentSha256: sha256(sent),
      width: 400,
      height: 600,
    })
    const thumbnail = await it_.ask('liaison', 'GET', `/api/evidence/${answer.id}/thumbnail`)
    expect(await metadataOf(thumbnail.rawPayload)).toEqual({
      format: 'webp',
      width: 213,
      height: 320,
      kept: [],
    })
  })

  it('may be PNG or WebP, and is made smaller where it is very large', async () => {
    const caseId = await newCase()
    expect(await kept(caseId, await pngOf(10, 20), { type: 'image/png' })).toMatchObject({
      width: 10,
      height: 20,
    })
    expect(await kept(caseId, await webpOf(5_000, 500))).toMatchObject({
      mediaType: 'image/webp',
      width: 4_096,
      height: 410,
    })
  })

  it('that carries a second file behind its end comes out without it', async () => {
    const hidden = Buffer.from('<script>alert(1)</script>PK\x03\x04')
    const answer = await kept(await newCase(), Buffer.concat([await jpegOf(64, 64), hidden]))
    const file = await it_.ask('liaison', 'GET', `/api/evidence/${answer.id}`)
    expect(file.rawPayload.length).toBeGreaterThan(100)
    expect(file.rawPayload.includes('<script>')).toBe(false)
    expect(file.rawPayload.includes('PK\x03\x04')).toBe(false)
  })
})

describe('a file', () => {
  it.each([
    ['application/pdf', PDF],
    ['text/plain', Buffer.from('现场已清理。<script>alert(1)</script>\n')],
  ])('of %s is kept byte for byte, and handed over sealed', async (mediaType, sent) => {
    const answer = await kept(await newCase(), sent, {
      type: mediaType,
      disposition: 'attachment; filename="a.bat"',
    })
    expect(answer).toMatchObject({
      mediaType,
      bytes: sent.length,
      sha256: sha256(sent),
      sentSha256: sha256(sent),
    })
    expect(answer).not.toHaveProperty('width')
    const file = await it_.ask('verifier', 'GET', `/api/evidence/${answer.id}`)
    expect(file.rawPayload.equals(sent)).toBe(true)
    expect(file.headers).toMatchObject({
      'content-type': mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : mediaType,
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-length': String(sent.length),
    })
    expect(file.headers['content-disposition']).toMatch(/^attachment; .*a\.bat\.(pdf|txt)$/)
    expect((await it_.ask('verifier', 'GET', `/api/evidence/${answer.id}/thumbnail`)).statusCode).toBe(404)
  })

  it('of 20 MB is kept and comes back whole', async () => {
    const sent = Buffer.concat([
      PDF.subarray(0, 9),
      Buffer.alloc(20 * 1024 * 1024 - PDF.length, '0123456789abcdef\n'),
      PDF.subarray(9),
    ])
    const answer = await kept(await newCase(), sent)
    const file = await it_.ask('liaison', 'GET', `/api/evidence/${answer.id}`)
    expect(sha256(file.rawPayload)).toBe(sha256(sent))
  })

  it('may have a name like a path, which is kept as a name', async () => {
    const caseId = await newCase()
    await kept(caseId, PDF, {
      disposition: `attachment; filename*=UTF-8''..%2F..%2Fetc%2F%E5%9B%BE%00%E2%80%AE.pdf`,
    })
    const { items } = (
      await it_.ask('liaison', 'GET', `/api/cases/${caseId}/evidence`)
    ).json() as EvidenceListReply
    expect(items.map(({ name }) => name)).toEqual(['图.pdf'])
  })
})

/** A PNG whose head says `width` × `height`, with next to nothing behind it. */
function bomb(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const out = Buffer.alloc(body.length + 8)
    out.writeUInt32BE(data.length, 0)
    body.copy(out, 4)
    out.writeUInt32BE(crc32(body), body.length + 4)
    return out
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc(1_000))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

describe('what is refused writes nothing', () => {
  let caseId = ''
  let picture: Buffer
  beforeAll(async () => {
    caseId = await newCase()
    picture = await jpegOf(64, 64)
  })
  const refused = async (expected: string, status: number, body: Buffer, sent: Sent = {}): Promise<void> => {
    const before = await rows()
    const answer = await send(caseId, body, sent)
    expect([answer.statusCode, code(answer)]).toEqual([status, expected])
    expect(await rows()).toEqual(before)
  }

  it('a kind of file that is not kept, whatever it is called', async () => {
    await refused('file_type', 415, Buffer.from('GIF89a\x01\0\x01\0\x80\0\0', 'latin1'), {
      type: 'image/jpeg',
    })
    await refused('file_type', 415, Buffer.from('MZ\x90\0\x03', 'latin1'), {
      disposition: 'attachment; filename="a.jpg"',
    })
    await refused('file_type', 415, Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1'))
  })
  it('a file that is not what it says', async () => {
    await refused('file_mismatch', 422, picture, { type: 'image/png' })
    await refused('file_mismatch', 422, Buffer.from('<html></html>'), { type: 'text/html' })
    await refused('file_mismatch', 422, Buffer.from('{"a":1}'), { type: 'application/json' })
    await refused('file_mismatch', 422, PDF, { type: 'image/jpeg' })
  })
  it('a file that is empty, cut short, or has only the first bytes of a picture', async () => {
    await refused('file_broken', 422, Buffer.alloc(0))
    await refused('file_broken', 422, picture.subarray(0, picture.length - 200))
    await refused(
      'file_broken',
      422,
      Buffer.concat([picture.subarray(0, 20), Buffer.from('<svg onload="x"/>')]),
    )
    await refused('file_broken', 422, PDF.subarray(0, 30))
  })
  it('a picture over 10 MB and a file over 20 MB', async () => {
    await refused('file_too_large', 413, Buffer.concat([picture, Buffer.alloc(10 * 1024 * 1024)]))
    await refused('file_too_large', 413, Buffer.concat([PDF, Buffer.alloc(20 * 1024 * 1024)]))
  })
  it('a picture that unfolds into gigabytes, before it does', async () => {
    const small = bomb(50_000, 50_000)
    expect(small.length).toBeLessThan(200)
    const memory = process.memoryUsage().rss
    await refused('file_too_large', 413, small)
    expect(process.memoryUsage().rss - memory).toBeLessThan(200 * 1024 * 1024)
    await refused('file_broken', 422, bomb(7_000, 7_000))
  })
  it('a file without a key, without a role, or on a case that is not there', async () => {
    await refused('key_missing', 400, picture, { key: null })
    await refused('bad_request', 400, picture, { role: 'proof' })
    const there = caseId
    caseId = '01M80000000000000000000000'
    await refused('not_found', 404, picture)
    caseId = there
  })
  it('anything while the disk is nearly full', async () => {
    isLow = true
    await refused('no_space', 507, picture).finally(() => (isLow = false))
  })
})

describe('the same again', () => {
  it('C1 a key answers as it did the first time, and refuses another body', async () => {
    const caseId = await newCase()
    const [one, other] = [await jpegOf(64, 64), await jpegOf(65, 64)]
    const first = await kept(caseId, one, { key: 'k1' })
    const before = await rows()
    const again = await send(caseId, one, { key: 'k1' })
    expect([again.statusCode, again.headers['idempotent-replay'], again.json()]).toEqual([201, 'true', first])
    expect(code(await send(caseId, other, { key: 'k1' }))).toBe('key_reused')
    expect(code(await send(caseId, one, { key: 'k1', role: 'before' }))).toBe('key_reused')
    expect(code(await send(await newCase(), one, { key: 'k1' }))).toBe('key_reused')
    expect(await it_.database.writePool.query('select from evidence_key')).toHaveProperty(
      'rowCount',
      (before as { keys: number }).keys,
    )
  })

  it('the same file under another key is the same evidence, on this case alone', async () => {
    const [caseId, otherCase] = [await newCase(), await newCase()]
    const picture = await jpegOf(80, 60)
    const first = await kept(caseId, picture)
    expect(await kept(caseId, picture, { who: 'dispatcher' })).toEqual(first)
    expect((await kept(otherCase, picture)).id).not.toBe(first.id)
  })

  it('a picture of before cannot be the picture of after', async () => {
    const caseId = await newCase()
    const picture = await jpegOf(90, 60)
    await kept(caseId, picture, { role: 'before' })
    expect(code(await send(caseId, picture, { role: 'after' }))).toBe('evidence_role_taken')
  })

  it('of six that send one file at once, all get one answer and one row is written', async () => {
    const caseId = await newCase()
    const picture = await jpegOf(100, 60)
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) => kept(caseId, picture, { key: `race-${i % 3}` })),
    )
    expect(answers).toEqual(Array.from({ length: 6 }, () => answers[0]))
    expect(await audit(answers[0]!.id)).toEqual(['evidence.added liaison'])
  })

  it('C1 of two different files that use one key at once, one is kept and the other leaves nothing', async () => {
    const caseId = await newCase()
    for (let round = 1; round <= 5; round += 1) {
      const answers = await Promise.all(
        ['a', 'b'].map((text) => send(caseId, Buffer.from(`${text}${round}`), { key: `both-${round}` })),
      )
      const codes = answers.map((it) => (it.statusCode === 201 ? 'kept' : code(it)))
      expect(codes.toSorted()).toEqual(['kept', 'key_reused'])
    }
    const written = await it_.database.writePool.query('select from evidence where case_id = $1', [caseId])
    expect(written.rowCount).toBe(5)
  })
})

describe('many at once', () => {
  it('the seventh file on its way in is told to come again, and there is room when one is cut off', async () => {
    const caseId = await newCase()
    await it_.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = it_.app.server.address() as AddressInfo
    const token = await it_.signIn('liaison')
    const refused = new Set<Socket>()
    const halfSent = Array.from({ length: 8 }, (_, i) => {
      const socket = connect(port, '127.0.0.1')
      socket.on('data', (answer) => String(answer).startsWith('HTTP/1.1 503') && refused.add(socket))
      socket.write(
        `POST /api/cases/${caseId}/evidence?role=after HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\nidempotency-key: half-${i}\r\ncontent-length: 1000\r\n\r\n%PDF`,
      )
      return socket
    })
    await expect.poll(() => refused.size).toBe(2)
    expect(code(await send(caseId, PDF))).toBe('busy')
    halfSent.find((it) => !refused.has(it))!.destroy()
    await expect.poll(async () => (await send(caseId, PDF)).statusCode).toBe(201)
    for (const socket of halfSent) socket.destroy()
  })
})

describe('who may', () => {
  it('F3 no wall, leader, administrator or key sends, lists or sees a file', async () => {
    const caseId = await newCase({ sensitivity: 'public' })
    const { id } = await kept(caseId, await jpegOf(64, 64), {
      disposition: 'attachment; filename="CANARY.jpg"',
    })
    const before = await rows()
    for (const who of [wall, 'leader', 'admin', TEST_KEY, null]) {
      const answers = [
        await send(caseId, PDF, { who }),
        await it_.ask(who, 'GET', `/api/cases/${caseId}/evidence`),
        await it_.ask(who, 'GET', `/api/evidence/${id}`),
        await it_.ask(who, 'GET', `/api/evidence/${id}/thumbnail`),
      ]
      expect(answers.map((it) => it.statusCode)).toEqual(Array.from({ length: 4 }, () => (who ? 403 : 401)))
    }
    expect(await rows()).toEqual(before)
  })

  it('another department’s liaison is answered as if there were nothing', async () => {
    const caseId = await newCase({ department: 'D02' })
    const { id } = await kept(caseId, await jpegOf(64, 64), { who: 'dispatcher' })
    const before = await rows()
    for (const answer of [
      await send(caseId, PDF),
      await it_.ask('liaison', 'GET', `/api/cases/${caseId}/evidence`),
      await it_.ask('liaison', 'GET', `/api/evidence/${id}`),
      await it_.ask('liaison', 'GET', `/api/evidence/${id}/thumbnail`),
      await it_.ask('liaison', 'GET', '/api/evidence/01M80000000000000000000000'),
    ])
      expect([answer.statusCode, code(answer)]).toEqual([404, 'not_found'])
    expect(await rows()).toEqual(before)
  })

  it('a secret case’s files are not there for whoever may not see the case', async () => {
    const caseId = await newCase({ sensitivity: 'secret' })
    expect(code(await send(caseId, PDF))).toBe('not_found')
  })

  it('each adding and each view is on the audit trail, with who it was', async () => {
    const caseId = await newCase()
    const { id } = await kept(caseId, await jpegOf(64, 64), { who: 'intake' })
    await it_.ask('verifier', 'GET', `/api/evidence/${id}/thumbnail`)
    await it_.ask('liaison', 'GET', `/api/evidence/${id}`)
    await it_.ask('chief', 'GET', `/api/cases/${caseId}/evidence`)
    expect(await audit(id)).toEqual([
      'evidence.added intake',
      'evidence.previewed verifier',
      'evidence.viewed liaison',
    ])
    expect(await audit(caseId)).toEqual(['evidence.listed chief'])
  })

  it('a view that could not be recorded is not given', async () => {
    const caseId = await newCase()
    const { id } = await kept(caseId, await jpegOf(64, 64))
    await it_.database.writePool.query('alter table audit_entry rename to audit_entry_away')
    try {
      for (const path of [
        `/api/evidence/${id}`,
        `/api/evidence/${id}/thumbnail`,
        `/api/cases/${caseId}/evidence`,
      ])
        expect((await it_.ask('liaison', 'GET', path)).statusCode).toBe(500)
    } finally {
      await it_.database.writePool.query('alter table audit_entry_away rename to audit_entry')
    }
  })
})

describe('what is kept', () => {
  it('is listed oldest first, with who brought it', async () => {
    const caseId = await newCase()
    const first = await kept(caseId, await jpegOf(64, 64), {
      role: 'before',
      disposition: 'attachment; filename="a.jpg"',
    })
    const second = await kept(caseId, PDF, { who: 'verifier', role: 'other' })
    const { items } = (
      await it_.ask('liaison', 'GET', `/api/cases/${caseId}/evidence`)
    ).json() as EvidenceListReply
    expect(items).toMatchObject([
      { ...first, name: 'a.jpg', addedBy: { role: 'liaison' } },
      { ...second, name: null, addedBy: { role: 'verifier' } },
    ])
    expect(items.every(({ addedAt }) => Math.abs(Date.parse(addedAt) - Date.now()) < 60_000)).toBe(true)
  })

  it('counts as before and after by its pictures', async () => {
    const [caseId, none] = [await newCase(), await newCase()]
    await kept(caseId, await jpegOf(64, 64), { role: 'before' })
    await kept(caseId, await jpegOf(66, 64), { role: 'after' })
    await kept(caseId, await jpegOf(68, 64), { role: 'after' })
    await kept(caseId, await jpegOf(70, 64), { role: 'other' })
    await kept(caseId, PDF, { role: 'after' })
    const { rows: counted } = await it_.database.writePool.query<{ id: string; evidence: object }>(
      `select id, state->'evidence' as evidence from case_file where id = any ($1)`,
      [[caseId, none]],
    )
    expect(new Map(counted.map(({ id, evidence }) => [id, evidence]))).toEqual(
      new Map([
        [caseId, { before: 1, after: 2, other: 2 }],
        [none, { before: 0, after: 0, other: 0 }],
      ]),
    )
  })

  it('is never changed and never without a case, whoever asks the database', async () => {
    const { id } = await kept(await newCase(), await jpegOf(64, 64))
    const run = (sql: string) => it_.database.writePool.query(sql, [id])
    await expect(run(`update evidence set role = 'before' where id = $1`)).rejects.toThrow('never changed')
    await expect(
      run(`insert into evidence (id, case_id, role, media_type, content, bytes, sha256, sent_sha256, added_by, added_role)
           select 'x', '01M80000000000000000000000', role, 'text/plain', content, bytes, sha256, sent_sha256, added_by, added_role from evidence where id = $1`),
    ).rejects.toThrow('evidence_of_a_case')
  })

  it('R1 cannot be selected by the screens’ path', async () => {
    for (const table of ['evidence', 'evidence_key'])
      await expect(it_.database.readPool.query(`select 1 from ${table}`)).rejects.toThrow('permission denied')
  })

  it('is not more than a hundred files a case', async () => {
    const caseId = await newCase()
    const { id } = await kept(caseId, PDF)
    await it_.database.writePool.query(
      `insert into evidence (id, case_id, role, media_type, content, bytes, sha256, sent_sha256, added_by, added_role)
       select 'copy-' || n, case_id, role, media_type, content, bytes, sha256, sha256(n::text::bytea), added_by, added_role
         from evidence, generate_series(1, 98) as n where id = $1`,
      [id],
    )
    const last = await kept(caseId, Buffer.from('the hundredth'))
    expect(code(await send(caseId, Buffer.from('one more')))).toBe('evidence_full')
    expect(await kept(caseId, Buffer.from('the hundredth'))).toEqual(last)
  })
})

describe('a case', () => {
  it(
    'says in its log which files it has, once each, and a feedback that needs a picture waits for it',
    { timeout: 30_000 },
    async () => {
      await it_.database.writePool.query(`update category set policy = $1 where code = '0102'`, [
        JSON.stringify({
          id: '0102@test',
          dispatch: null,
          stages: [{ name: '处置', nameEn: 'handling', limit: { basis: 'working_hours', amount: 4 } }],
          evidence: 'after',
          criterion: null,
          extensions: 1,
          returns: 2,
        }),
      ])
      // The directory is read again every few seconds.
      const policyOf = async () => {
        const { items } = (await it_.ask('intake', 'GET', '/api/categories')).json() as {
          items: { code: string; policy: { id: string } | null }[]
        }
        return items.find((it) => it.code === '0102')?.policy?.id
      }
      await expect.poll(policyOf, { timeout: 20_000 }).toBe('0102@test')
      const caseId = await newCase({ category: '0102' })
      let version = 1
      const act = async (who: string, type: string, body: object = {}) => {
        const answer = await it_.ask(who, 'POST', `/api/cases/${caseId}/commands`, {
          type,
          ...body,
          expectedVersion: version,
          commandId: `${type}-${version}`,
        })
        if (answer.statusCode === 200) ({ version } = answer.json() as { version: number })
        return answer
      }
      await act('intake', 'accept')
      await act('intake', 'file')
      await act('dispatcher', 'dispatch', { department: 'D01' })
      await act('liaison', 'sign')
      await act('liaison', 'handle')
      const now = new Date().toISOString()
      const elements = { acceptedAt: now, contacted: 'the reporter', measures: 'cleared', doneBy: now }
      expect(code(await act('liaison', 'feedback', elements))).toBe('evidence_missing')
      const picture = await jpegOf(40, 30)
      const answer = await kept(caseId, picture, { key: 'after-1' })
      await kept(caseId, picture, { key: 'after-1' }) // a retry
      version += 1
      expect((await act('liaison', 'feedback', elements)).statusCode).toBe(200)
      const { rows: told } = await it_.database.writePool.query(
        `select event->'details'->>'evidence' as id from event_log where case_id = $1 and type = 'case.evidence_added'`,
        [caseId],
      )
      expect(told).toEqual([{ id: answer.id }])
    },
  )
})
