/**
 * The doors to PostgreSQL: one pool that writes, one that only reads and cannot select personal data, and
 * a query builder on each. Knows connections and their limits; nothing else in the server knows whether the
 * database is the embedded one or an outside one.
 */
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Tables } from './tables.ts'

const { Pool, types } = pg

/** bigint and timestamptz become numbers here and nowhere else: seqs stay far below 2^53, stamps are epoch ms. */
const parseStamp = types.getTypeParser(types.builtins.TIMESTAMPTZ) as unknown as (text: string) => Date
const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === types.builtins.INT8) return Number
    if (oid === types.builtins.TIMESTAMPTZ) return (text: string) => parseStamp(text).getTime()
    return types.getTypeParser(oid, format as 'text')
  }) as pg.CustomTypesConfig['getTypeParser'],
}

/** How long anything may wait. A half-open link must not hold a request, and nothing may hold the counter. */
const LIMITS = {
  connectionTimeoutMillis: 5_000,
  query_timeout: 20_000,
  statement_timeout: 15_000,
  lock_timeout: 2_000,
  idle_in_transaction_session_timeout: 5_000,
  keepAlive: true,
}

export interface Database {
  write: Kysely<Tables>
  /** Reads as `shaotai_stream`: the log, the cases and the directory, nothing personal. */
  read: Kysely<Tables>
  writePool: pg.Pool
  readPool: pg.Pool
  /** A connection of its own, for LISTEN and for long work; the caller ends it. */
  connect: () => Promise<pg.Client>
  /** Whether reads really go through the role without personal data. */
  separated: boolean
  close: () => Promise<void>
}

export interface OpenOptions {
  config: pg.PoolConfig
  /** Pools lose connections; that is told here and the pool makes new ones. */
  onFault: (fault: Error) => void
}

/** Opens pools on a migrated database. */
export async function openDatabase({ config, onFault }: OpenOptions): Promise<Database> {
  const base: pg.PoolConfig = { ...config, ...LIMITS, types: typeParsers, application_name: 'shaotai' }
  const writePool = new Pool({ ...base, max: 12 })
  watchLinks(writePool, onFault)
  const separated = await mayRead(writePool)
  const readPool = new Pool({
    ...base,
    max: 12,
    // Not by `options`: a connection string may carry that word too, and would win. A connection on which
    // this fails is never used.
    onConnect: async (client) => {
      await client.query(
        `set default_transaction_read_only = on${separated ? '; set role shaotai_stream' : ''}`,
      )
    },
  })
  watchLinks(readPool, onFault)
  const kysely = (pool: pg.Pool) => new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  return {
    write: kysely(writePool),
    read: kysely(readPool),
    writePool,
    readPool,
    separated,
    connect: async () => {
      const client = new pg.Client({ ...base, query_timeout: 0, statement_timeout: 0 } as pg.ClientConfig)
      client.on('error', onFault)
      await client.connect()
      return client
    },
    close: async () => {
      await Promise.all([writePool.end(), readPool.end()])
    },
  }
}

/**
 * The pool listens to the connections that lie idle in it. One that is lent out and breaks between two
 * queries tells nobody, and an error nobody hears ends the process.
 */
function watchLinks(pool: pg.Pool, onFault: (fault: Error) => void): void {
  pool.on('error', onFault)
  pool.on('connect', (client) => client.on('error', onFault))
}

async function mayRead(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ may: boolean }>(
    `select exists (select from pg_roles where rolname = 'shaotai_stream' and pg_has_role(current_user, oid, 'member')) as may`,
  )
  return rows[0]!.may
}
