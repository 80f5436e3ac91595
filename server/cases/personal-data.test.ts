import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CaseReply } from '@shaotai/shared/contract/http.ts'
import { maskPersons } from '@shaotai/shared/domain/mask-persons.ts'
import { openTestApp, TEST_KEY, type TestApp } from '../test/app.ts'
import { CAMERA_CANARY, jpegOf } from '../test/pictures.ts'

/** Words that exist nowhere else: wherever one turns up, personal data got there. */
const CANARIES = {
  title: '金丝雀标题',
  address: '金丝雀路7号',
  narrative: '金丝雀叙述 鲁A12345',
  name: '金丝雀张三',
  phone: '13900001234',
  reason: '金丝雀理由',
  reply: '金丝雀答复',
  fileName: '金丝雀照片',
  camera: CAMERA_CANARY,
}

let it_: TestApp
const ids: Record<string, string> = {}
let wall = ''
beforeAll(async () => {
  it_ = await openTestApp()
  wall = ((await it_.ask('admin', 'POST', '/api/devices', { name: 'hall' })).json() as { token: string })
    .token
  const { title, address, narrative, name, phone } = CANARIES
  for (const kind of ['ticket', 'hazard', 'dispute']) {
    const category = { ticket: '0102', hazard: '0201', dispute: '0301' }[kind]
    const answer = await it_.report({
      kind,
      category,
      title,
      address,
      narrative,
      reporter: { name, phone },
      department: 'D01',
      externalId: `canary-${kind}`,
    })
    ids[kind] = (answer.json() as { caseId: string }).caseId
  }
  await it_.ask('chief', 'POST', `/api/cases/${ids['hazard']}/commands`, {
    type: 'reject',
    code: 'no_facts',
    reason: CANARIES.reason,
    reply: CANARIES.reply,
    expectedVersion: 1,
    commandId: 'r',
  })
  const picture = await jpegOf(64, 64)
  for (const role of ['after', 'before']) {
    const added = await it_.ask(
      'chief',
      'POST',
      `/api/cases/${ids['ticket']}/evidence?role=${role}`,
      picture,
      {
        'content-type': 'image/jpeg',
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(`${CANARIES.fileName}.jpg`)}`,
        'idempotency-key': role,
      },
    )
    expect(added.statusCode).toBe(role === 'after' ? 201 : 409) // the same picture twice
  }
  // Errors quote nothing of what they refuse.
  await it_.report({ title, address, narrative, reporter: { name, phone, extra: name }, externalId: 'bad' })
  await it_.report({ title, lng: 0, lat: 0, externalId: 'bad2' })
})
afterAll(() => it_.close())

const hits = (text: string): string[] =>
  Object.values(CANARIES).filter(
    (word) => text.includes(word) || text.includes(JSON.stringify(word).slice(1, -1)),
  )

describe('personal data', () => {
  it('R1 F3 reaches no wall, by any route', async () => {
    const paths = [
      '/api/cases?limit=100',
      '/api/events',
      '/api/kpis',
      '/api/kpis?by=category',
      '/api/cases/closed-layer',
      ...Object.values(ids).flatMap((id) => [
        `/api/cases/${id}`,
        `/api/cases/${id}/timeline`,
        `/api/cases/${id}/evidence`,
      ]),
    ]
    let bytes = 0
    for (const who of [wall, 'leader', 'admin']) {
      for (const path of paths) {
        const { body } = await it_.ask(who, 'GET', path)
        bytes += body.length
        expect(hits(body), `${who} ${path}`).toEqual([])
      }
    }
    expect(bytes).toBeGreaterThan(3_000)
  })

  it('R1 is in no event, no case and no audit row', async () => {
    for (const table of ['event_log', 'case_file', 'command_log', 'audit_entry', 'evidence_key']) {
      const { rows } = await it_.database.writePool.query(`select to_jsonb(t)::text as line from ${table} t`)
      expect(rows.length).toBeGreaterThan(0)
      expect(hits(rows.map(({ line }) => line as string).join('\n')), table).toEqual([])
    }
  })

  it('is in no log line, metric or error', async () => {
    expect(it_.logged.length).toBeGreaterThan(0)
    expect(hits(it_.logged.join('\n'))).toEqual([])
    expect(hits((await it_.ask(null, 'GET', '/metrics')).body)).toEqual([])
    const refused = await it_.ask(TEST_KEY, 'POST', '/api/ingest/hotline', {
      kind: 'ticket',
      category: CANARIES.name,
      title: CANARIES.title,
      externalId: CANARIES.phone,
      lng: 1,
    })
    expect(refused.statusCode).toBe(422)
    expect(hits(refused.body)).toEqual([])
  })

  it('does not tell a wall by a filter what the answer hides', async () => {
    const count = async (query: string): Promise<number> =>
      ((await it_.ask(wall, 'GET', `/api/cases?kind=dispute${query}`)).json() as { items: unknown[] }).items
        .length
    expect(await count('')).toBe(1)
    for (const query of ['&department=D01', '&department=D02', '&source=hotline', '&source=grid']) {
      expect(await count(query), query).toBe(0)
    }
    const byForeignNumber = await it_.ask(wall, 'GET', '/api/cases?q=canary-ticket')
    expect((byForeignNumber.json() as { items: unknown[] }).items).toEqual([])
  })

  it('keeps a wall a wall when a person opens it: the closed layer answers for the screen that asks', async () => {
    const items = [
      {
        type: 'report',
        source: 'import',
        externalId: 's1',
        occurredAt: '2024-05-01T08:00:00+08:00',
        kind: 'ticket',
        category: '0102',
        title: 't',
        lng: 117,
        lat: 30,
        sensitivity: 'sensitive',
      },
      { type: 'close_external', source: 'import', externalId: 's1', occurredAt: '2024-05-02T08:00:00+08:00' },
    ]
    await it_.ask(TEST_KEY, 'POST', '/api/history', items)
    const layer = async (who: string, query = ''): Promise<number> =>
      ((await it_.ask(who, 'GET', `/api/cases/closed-layer${query}`)).json() as { id: string[] }).id.length
    expect(await layer('leader')).toBe(1)
    expect(await layer('leader', '?audience=wall')).toBe(0)
    expect((await it_.ask(wall, 'GET', '/api/cases/closed-layer?audience=desk')).statusCode).toBe(403)
  })

  it('is shown to those whose work needs it, and each view is on the audit trail', async () => {
    const views = async () =>
      Number(
        (
          await it_.database.writePool.query(
            `select count(*) as n from audit_entry where action = 'personal.viewed'`,
          )
        ).rows[0].n,
      )
    const before = await views()
    const seen = (await it_.ask('dispatcher', 'GET', `/api/cases/${ids['ticket']}`)).json() as {
      personal: { title: string; reporter: { phone: string } }
    }
    expect(seen.personal).toMatchObject({ title: CANARIES.title, reporter: { phone: CANARIES.phone } })
    expect(await views()).toBe(before + 1)
    const notes = (await it_.ask('dispatcher', 'GET', `/api/cases/${ids['hazard']}`)).json() as {
      notes: unknown[]
    }
    expect(notes.notes).toEqual([{ version: 2, reason: CANARIES.reason, reply: CANARIES.reply }])
  })

  it('a leader learns that somebody reported, not who, and that look is on the trail too', async () => {
    const trail = async () =>
      (
        await it_.database.writePool.query<{ role: string }>(
          `select role from audit_entry where action = 'personal.viewed' and subject = $1`,
          [ids['ticket']],
        )
      ).rows.map(({ role }) => role)
    const before = await trail()
    const seen = (await it_.ask('leader', 'GET', `/api/cases/${ids['ticket']}`)).json<CaseReply>()
    expect(seen.personal).toEqual({ reporter: maskPersons({ reporter: CANARIES }).reporter })
    expect(seen.personal!.reporter!.name).toMatch(/^.\*+$/)
    expect(seen).not.toHaveProperty('notes')
    expect(seen).not.toHaveProperty('externalId')
    expect(await trail()).toEqual([...before, 'leader'])
    for (const who of ['viewer', 'sector', 'admin', wall])
      expect((await it_.ask(who, 'GET', `/api/cases/${ids['ticket']}`)).json()).not.toHaveProperty('personal')
  })

  it('keeps another department’s case from a liaison, as if it were not there', async () => {
    const { caseId } = (await it_.report({ department: 'D02', externalId: 'foreign' })).json() as {
      caseId: string
    }
    const absent = await it_.ask('liaison', 'GET', '/api/cases/01M80000000000000000000000')
    const foreign = await it_.ask('liaison', 'GET', `/api/cases/${caseId}`)
    expect([foreign.statusCode, (foreign.json() as { code: string }).code]).toEqual([
      absent.statusCode,
      (absent.json() as { code: string }).code,
    ])
    const act = await it_.ask('liaison', 'POST', `/api/cases/${caseId}/commands`, {
      type: 'sign',
      expectedVersion: 1,
      commandId: 'f',
    })
    expect((act.json() as { code: string }).code).toBe('not_found')
  })
})
