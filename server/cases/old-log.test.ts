import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KpiReply } from '@shaotai/shared/contract/http.ts'
import { complete, type CaseFile } from '@shaotai/shared/domain/case-file.ts'
import { evolve } from '@shaotai/shared/domain/evolve.ts'
import type { LogEvent } from '@shaotai/shared/domain/events.ts'
import { isOpen, LIFECYCLES } from '@shaotai/shared/domain/lifecycle.ts'
import { hashOf } from '@shaotai/shared/domain/picture-hash.ts'
import { applyFrames, emptyPicture } from '@shaotai/shared/domain/picture.ts'
import type { Audience } from '@shaotai/shared/domain/redact.ts'
import { AUDIENCES } from '@shaotai/shared/test/worlds.ts'
import { loadSpine, spineKpis } from '../db/testing/load-spine.ts'
import { readAfter } from '../event-log/read-after.ts'
import { toFrame } from '../event-log/to-frame.ts'
import { readPicture } from '../realtime/read-picture.ts'
import { openTestApp, TEST_KEY, type TestApp } from '../test/app.ts'

let test: TestApp
beforeAll(async () => {
  test = await openTestApp({ prepare: loadSpine })
})
afterAll(() => test.close())

const readCases = async (): Promise<CaseFile[]> =>
  (
    await test.database.readPool.query<{ state: CaseFile }>('select state from case_file order by id')
  ).rows.map(({ state }) => state)
const readLog = (): Promise<LogEvent[]> => readAfter(test.database.readPool, 0, 10_000)
const command = async (who: string, caseId: string, type: string, over: object = {}) => {
  const it = (await readCases()).find(({ id }) => id === caseId)!
  return test.ask(who, 'POST', `/api/cases/${caseId}/commands`, {
    type,
    expectedVersion: it.version,
    commandId: `new-command-${caseId}-${it.version}`,
    ...over,
  })
}

describe('a log of the spine, migrated', () => {
  it('has cases of the old life in each of its statuses but one', async () => {
    const cases = await readCases()
    expect(new Set(cases.map(({ lifecycle }) => lifecycle))).toEqual(new Set(['main/1']))
    const missing = Object.keys(LIFECYCLES['main/1'].statuses).filter(
      (status) => !cases.some((it) => it.status === status),
    )
    expect(missing).toEqual(['accepted']) // which took a moment only
  })

  it('folds, every event, to the cases that the table has', async () => {
    const log = await readLog()
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1))
    const folded = new Map<string, CaseFile>()
    for (const event of log) folded.set(event.caseId, evolve(folded.get(event.caseId) ?? null, event))
    const cases = await readCases()
    expect(folded.size).toBe(cases.length)
    for (const it of cases) expect(complete(folded.get(it.id)!), it.id).toEqual(complete(it))
  })

  it('B4 gives every audience the picture that the database has, by its hash', async () => {
    const log = await readLog()
    for (const audience of AUDIENCES) {
      const direct = await readPicture(test.database, audience)
      const folded = applyFrames(emptyPicture(direct.epoch), [toFrame(log, audience)], audience)
      expect(folded.cases.size).toBe(direct.cases.size)
      expect(hashOf(folded), audience.profile).toBe(hashOf(direct))
    }
  })

  it('F7 finds the areas of events that did not say them yet, at their case', async () => {
    const { rows } = await test.database.readPool.query<{ silent: number }>(
      `select count(*)::integer as silent from event_log where not event->'scope' ? 'areaPath'`,
    )
    const log = await readLog()
    expect(rows[0]!.silent).toBe(log.length)
    const street = (await readCases()).map((it) => it.areaPath[1]).find((code) => code !== undefined)
    const audience: Audience = { profile: 'desk', department: null, cleared: false, areas: [street!] }
    const direct = await readPicture(test.database, audience)
    const folded = applyFrames(emptyPicture(direct.epoch), [toFrame(log, audience)], audience)
    expect(direct.cases.size).toBeGreaterThan(0)
    expect(direct.cases.size).toBeLessThan((await readCases()).length)
    expect(hashOf(folded)).toBe(hashOf(direct))
  })

  it('says of the past what it said then: a definition that now speaks of three lives counts this one as before', async () => {
    const answer = await test.ask(
      'chief',
      'GET',
      '/api/kpis?from=2026-09-01T00:00:00%2B08:00&to=2026-10-01T00:00:00%2B08:00',
    )
    expect(answer.statusCode).toBe(200)
    const { items } = answer.json<KpiReply>()
    const known = spineKpis().flatMap((said) => {
      const now = items.find(({ id }) => id === said.id)
      return now ? [{ said, now }] : []
    })
    expect(known.length).toBe(spineKpis().length)
    for (const { said, now } of known) {
      const { value, numerator, denominator } = said
      expect(now, said.id).toMatchObject({ value, numerator, denominator })
    }
  })

  it('C1 answers an old report that is sent again with the case that it made then', async () => {
    const before = await readCases()
    const reporter = { name: '示例', phone: '000' }
    const again = await test.report({ title: '示例 live 0', externalId: 'live-0', reporter })
    const old = before.find(({ externalId }) => externalId === 'live-0')!
    expect(again.json<{ caseId: string }>().caseId).toBe(old.id)
    expect(await readCases()).toEqual(before)
  })
})

describe('an open case of the old life', () => {
  it('goes on to its end by the old table, and is none of the timer’s business', async () => {
    const it = (await readCases()).find(({ status, round }) => status === 'handling' && round === 1)!
    const steps: [string, string, object?][] = [
      ['liaison', 'feedback', { note: 'done' }],
      ['verifier', 'check'],
      ['verifier', 'rework', { reason: 'not clean' }],
      ['liaison', 'feedback'],
      ['verifier', 'check'],
      ['verifier', 'close'],
      ['chief', 'reopen', { reason: 'again' }],
    ]
    for (const [who, type, over] of steps) {
      const answer = await command(who, it.id, type, over)
      expect(answer.statusCode, `${type}: ${answer.body}`).toBeLessThan(300)
    }
    const after = (await readCases()).find(({ id }) => id === it.id)!
    expect(after).toMatchObject({ lifecycle: 'main/1', status: 'dispatched', round: 2, nextMarkAt: null })
    expect(after.dueAt).toBe(it.limitMinutes === null ? null : after.dispatchedAt! + it.limitMinutes * 60_000)
  })

  it('has no step of the new lives', async () => {
    const it = (await readCases()).find((old) => isOpen(old))!
    expect((await command('chief', it.id, 'request_void', { reason: 'no' })).json()).toMatchObject({
      code: 'illegal_step',
    })
  })

  it('lives beside new ones, which are born to their own life', async () => {
    const report = { kind: 'hazard', category: '0201', title: 'new', externalId: 'new-1' }
    const { caseId } = (await test.ask(TEST_KEY, 'POST', '/api/ingest/hotline', report)).json<{
      caseId: string
    }>()
    expect((await readCases()).find(({ id }) => id === caseId)).toMatchObject({
      lifecycle: 'hazard/1',
      status: 'found',
    })
  })
})
