/**
 * Refuses to run on a database that could lose what it acknowledged (protocol L2): with any of these
 * settings off, a commit may vanish in a power cut and its number be given twice.
 */
import type pg from 'pg'

const REQUIRED = ['fsync', 'full_page_writes', 'synchronous_commit'] as const

/** Answers the faults found, a sentence each; empty when the store keeps its promises. */
export async function durabilityFaults(pool: pg.Pool): Promise<string[]> {
  const faults: string[] = []
  const { rows } = await pool.query<{ name: string; setting: string }>(
    `select name, setting from pg_settings where name = any ($1)`,
    [[...REQUIRED, 'data_checksums', 'server_version_num', 'default_transaction_isolation']],
  )
  const settings = new Map(rows.map(({ name, setting }) => [name, setting]))
  for (const name of REQUIRED) {
    if (settings.get(name) === 'off' || (name === 'synchronous_commit' && settings.get(name) === 'local')) {
      faults.push(`${name} is ${settings.get(name)}; set it to on, or acknowledged reports can be lost`)
    }
  }
  if (settings.get('data_checksums') !== 'on')
    faults.push('data_checksums are off; a flipped bit on disk would go unnoticed')
  if (Number(settings.get('server_version_num')) < 150_000) faults.push('PostgreSQL is older than 15')
  if (settings.get('default_transaction_isolation') !== 'read committed') {
    faults.push('default_transaction_isolation must be read committed: a waiter must see what it waited for')
  }
  return faults
}

/** Checksums cannot be switched on without a stop: worth a warning, not a refusal. */
export const isFatal = (fault: string): boolean => !fault.startsWith('data_checksums')
