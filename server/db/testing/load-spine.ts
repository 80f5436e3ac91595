/**
 * A log as the spine's first schema wrote it (migrations 0001–0004, cases of main/1): 33 invented cases of September
 * 2026, imported ones in every status and six that people took on, and what the figures said of them then. It was
 * written by that version itself, row by row as its tables had them.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { migrate, readSteps } from '../migrate.ts'

export interface SpineKpi {
  id: string
  version: number
  value: number | null
  numerator: number | null
  denominator: number | null
}
type Line = { kpi: SpineKpi } | { table: string; row: Record<string, unknown> }

const LAST_STEP = 4
const lines = (): Line[] =>
  readFileSync(join(import.meta.dirname, 'spine-log.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)

export const spineKpis = (): SpineKpi[] => lines().flatMap((it) => ('kpi' in it ? [it.kpi] : []))

/** Migrates an empty database as far as the spine went, and fills it. */
export async function loadSpine(config: pg.ClientConfig): Promise<void> {
  await migrate(
    config,
    readSteps().filter(({ number }) => number <= LAST_STEP),
  )
  const client = new pg.Client(config)
  await client.connect()
  try {
    await client.query('delete from log_head') // the first migration made one
    const rows = lines().flatMap((it) => ('table' in it ? [it] : []))
    for (const [table, of] of Map.groupBy(rows, (it) => it.table)) {
      const columns = Object.keys(of[0]!.row).join(', ')
      await client.query(
        `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1)`,
        [JSON.stringify(of.map(({ row }) => row))],
      )
    }
  } finally {
    await client.end()
  }
}
