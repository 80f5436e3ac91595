/**
 * Yardstick of part a for batches: the append statement alone, called with the very units that the server
 * would append, made beforehand.
 */
import { NOWHERE } from '../server/areas/area-index.ts'
import { openCaseService, type Group } from '../server/cases/case-service.ts'
import { fingerprint } from '../server/cases/fingerprint.ts'
import { readConfig } from '../server/config.ts'
import { migrate } from '../server/db/migrate.ts'
import { openCalendar } from '../server/directory/calendar.ts'
import { openDirectory } from '../server/directory/directory.ts'
import { firstStart } from '../server/directory/first-start.ts'
import { appendUnits, type Unit } from '../server/event-log/append.ts'
import { toReport } from '../server/ingest/to-report.ts'
import { localDays } from '../server/local-days.ts'
import { randomOf, reportBody } from './district.ts'
import { open } from './stage.ts'
import { serve } from './worker.ts'

const UNITS = 100

async function prepare(databaseUrl: string) {
  await migrate({ connectionString: databaseUrl })
  const database = await open(databaseUrl)
  await firstStart(database, readConfig({ DEMO: 'off' }))
  const directory = await openDirectory(database, () => {})
  const random = randomOf(7)
  let units: Unit[] = []
  const cases = openCaseService({
    pool: database.writePool,
    calendar: openCalendar({ calendar: null }),
    // Takes down what would have been appended.
    appender: {
      append: async (unit) => {
        units.push(unit)
        return { outcome: 'appended', seq: 0, no: '' }
      },
      idle: async () => {},
      waiting: () => 0,
    },
    now: Date.now,
    dayOf: localDays('Asia/Shanghai'),
  })
  let made = 0
  const actor = { id: 'key-bench', role: 'ingest', department: null, history: true } as const
  const group = (): Group => {
    made += 1
    const body = { externalId: String(made).padStart(12, '0'), ...reportBody(random) }
    const to = toReport(body, 'grid', directory, { at: () => NOWHERE })
    if (!to.ok) throw new Error(`the bench's own report was refused: ${to.code}`)
    const keys = [{ source: 'grid', key: `external:${body.externalId}`, sha256: fingerprint(body) }]
    return { locate: null, requests: [{ op: 'report', actor, keys, report: to.report, occurredAt: null }] }
  }
  return {
    batch: async (): Promise<Unit[]> => {
      units = []
      await cases.handle(Array.from({ length: UNITS }, group))
      return units
    },
    append: (batch: Unit[]) => appendUnits(database.writePool, batch),
  }
}
let prepared: ReturnType<typeof prepare>

/** So many batches of 100 units, `concurrency` at a time; answers with the seconds it took. */
async function append({ batches, concurrency }: { batches: number; concurrency: number }): Promise<number> {
  const { batch, append: write } = await prepared
  const ready: Unit[][] = []
  for (let i = 0; i < batches; i += 1) ready.push(await batch())
  const start = performance.now()
  const lane = async (): Promise<void> => {
    for (let units = ready.pop(); units; units = ready.pop()) {
      const outcomes = await write(units)
      if (outcomes.some(({ outcome }) => outcome !== 'appended')) throw new Error('a unit was not appended')
    }
  }
  await Promise.all(Array.from({ length: concurrency }, lane))
  return (performance.now() - start) / 1_000
}

const start = async (databaseUrl: string): Promise<void> => void (await (prepared = prepare(databaseUrl)))
export type RawAppend = { start: typeof start; append: typeof append }
serve({ start, append } satisfies RawAppend)
