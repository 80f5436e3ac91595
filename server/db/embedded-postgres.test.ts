import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testDisk } from '../test/disk.ts'
import { type EmbeddedPostgres, openEmbeddedPostgres } from './embedded-postgres.ts'
import { processesIn, startOf } from './process-identity.ts'

const isRoot = process.getuid?.() === 0
const children: ChildProcess[] = []
const opened: EmbeddedPostgres[] = []
let home: string
let made: string

// Made once and copied: making one takes a second of writing to the disk, and it is the same every time.
beforeAll(async () => {
  made = mkdtempSync(join(testDisk(), 'shaotai-pg-made-'))
  chmodSync(made, 0o711)
  await (await openEmbeddedPostgres({ dataDir: made })).stop()
})
afterAll(() => rmSync(made, { recursive: true, force: true }))

/** The data directory of a server that has run before. */
function usedDirectory(): string {
  const data = join(home, 'data')
  mkdirSync(data, { mode: 0o700 })
  spawnSync('cp', ['-a', join(made, 'postgres'), data])
  return data
}

beforeEach(() => {
  home = mkdtempSync(join(testDisk(), 'shaotai-pg-'))
  chmodSync(home, 0o711)
})

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const postgres of opened.splice(0)) await postgres.stop()
  await until(() => processesIn(join(home, 'data/postgres')).length === 0)
  rmSync(home, { recursive: true, force: true })
})

async function open(dataDir: string, more: Partial<Parameters<typeof openEmbeddedPostgres>[0]> = {}) {
  const postgres = await openEmbeddedPostgres({ dataDir, ...more })
  opened.push(postgres)
  return postgres
}

const HOLD = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../test/hold-postgres.ts')]

/** A server of its own, reduced to its database; resolves when that is open. */
async function holder(dataDir: string) {
  const child = spawn(process.execPath, [...HOLD, dataDir], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  const said = await Promise.race([
    once(child.stdout!, 'data').then(([text]) => String(text)),
    once(child.stderr!, 'data').then(([text]) => String(text)),
  ])
  return { child, said, exited: once(child, 'exit') }
}

type Told = { pid: number; connection: EmbeddedPostgres['connection'] }

async function query(
  connection: EmbeddedPostgres['connection'],
  sql: string,
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(connection)
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[]
  } finally {
    await client.end()
  }
}

async function until(condition: () => boolean, withinMs = 10_000): Promise<boolean> {
  const end = Date.now() + withinMs
  while (!condition() && Date.now() < end) await sleep(20)
  return condition()
}

describe('the embedded PostgreSQL', () => {
  it('R1 keeps what it acknowledged: fsync, full pages, synchronous commit and checksums are on', async () => {
    const dataDir = usedDirectory()
    const { connection } = await open(dataDir)
    const settings = ['fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'autovacuum']
    for (const name of settings) {
      expect(await query(connection, `show ${name}`)).toEqual([{ [name]: 'on' }])
    }
    await query(connection, 'alter system set fsync = off')
    await query(connection, 'select pg_reload_conf()')
    await sleep(100)
    expect(await query(connection, 'show fsync')).toEqual([{ fsync: 'on' }])
  })

  it('R2 listens on its own socket alone, in a directory closed to others', async () => {
    const dataDir = usedDirectory()
    const { connection, connectionString } = await open(dataDir)
    expect(await query(connection, 'show listen_addresses')).toEqual([{ listen_addresses: '' }])
    expect(statSync(connection.host).mode & 0o777).toBe(0o700)
    const client = new pg.Client({ connectionString })
    await client.connect()
    expect((await client.query('select current_database() as name')).rows).toEqual([{ name: 'shaotai' }])
    await client.end()
  })

  it('R2 is never run as root, nor with root’s groups', async () => {
    const dataDir = usedDirectory()
    const { pid } = await open(dataDir)
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    expect(status).toMatch(/^CapEff:\t0+$/m)
    if (isRoot) {
      expect(status).not.toMatch(/^[UG]id:\t0\t/m)
      expect(statSync(dataDir).mode & 0o777).toBe(0o710) // its group, which is PostgreSQL's alone, may pass
    }
  })

  it.runIf(isRoot)(
    'R2 root runs it in a user namespace where other accounts cannot reach the data',
    async () => {
      const dataDir = usedDirectory()
      chmodSync(home, 0o700)
      const { connection, pid } = await open(dataDir)
      expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^CapEff:\t0+$/m)
      expect(await query(connection, 'select 1 as one')).toEqual([{ one: 1 }])
    },
  )

  it.runIf(isRoot)(
    'R2 the data follows when the account must change, and nothing in it is lost',
    async () => {
      const dataDir = usedDirectory()
      const first = await open(dataDir)
      await query(first.connection, 'create table kept as select 1 as one')
      await first.stop()
      for (const mode of [0o700, 0o711]) {
        chmodSync(home, mode)
        const next = await open(dataDir)
        expect(await query(next.connection, 'select * from kept')).toEqual([{ one: 1 }])
        await next.stop()
      }
    },
  )

  it('E7 a second server on the directory is refused with the number of the first', async () => {
    const dataDir = usedDirectory()
    await open(dataDir)
    const second = await holder(dataDir)
    expect(second.said).toContain(`held by process ${process.pid}`)
    expect(await second.exited).toEqual([1, null])
  })

  it('E7 a killed server leaves no PostgreSQL behind, and the next start works and finds everything', async () => {
    const dataDir = usedDirectory()
    const first = await holder(dataDir)
    const told = JSON.parse(first.said) as Told
    await query(told.connection, 'create table kept as select 1 as one')
    first.child.kill('SIGKILL')
    await first.exited
    const next = await open(dataDir)
    expect(await query(next.connection, 'select * from kept')).toEqual([{ one: 1 }])
    expect(startOf(told.pid)).toBeNull()
    expect(processesIn(join(dataDir, 'postgres'))).toContain(next.pid)
  })

  it('E7 ends with its server even when no next one is started', async () => {
    const dataDir = usedDirectory()
    const { child, said } = await holder(dataDir)
    child.kill('SIGKILL')
    expect(await until(() => startOf((JSON.parse(said) as Told).pid) === null)).toBe(true)
  })

  it('R2 starts again after everything was killed at once, with all that was committed', async () => {
    const dataDir = usedDirectory()
    const first = await holder(dataDir)
    const told = JSON.parse(first.said) as Told
    await query(told.connection, 'create table kept as select n from generate_series(1, 20000) as n')
    first.child.kill('SIGKILL')
    spawnSync('kill', ['-KILL', ...processesIn(join(dataDir, 'postgres')).map(String)]) // some go by themselves
    await first.exited
    const next = await open(dataDir) // 0.3 s on an idle machine
    expect(await query(next.connection, 'select count(*)::int as n from kept')).toEqual([{ n: 20_000 }])
  })

  it('R2 a pid file whose number was given to somebody else does not keep it from starting', async () => {
    const dataDir = usedDirectory()
    const first = await open(dataDir)
    const file = join(dataDir, 'postgres/postmaster.pid')
    const left = readFileSync(file, 'utf8')
    const { uid, gid } = statSync(file)
    await first.stop()
    writeFileSync(file, left.replace(/^\d+/, String(process.ppid)))
    chownSync(file, uid, gid)
    const next = await open(dataDir)
    expect(await query(next.connection, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('R2 a making cut short is begun again', async () => {
    mkdirSync(join(home, 'data/postgres.new/base'), { recursive: true, mode: 0o700 })
    writeFileSync(join(home, 'data/postgres.new/PG_VERSION'), '18\n')
    await open(join(home, 'data'))
    expect(existsSync(join(home, 'data/postgres.new'))).toBe(false)
  })

  it('R2 a server killed while it makes the database does not disturb the next one, which makes it too', async () => {
    const data = join(home, 'data')
    for (const ms of [20, 150, 300]) {
      const child = spawn(process.execPath, [...HOLD, data], { stdio: 'ignore' })
      children.push(child)
      await until(() => existsSync(data) && readdirSync(data).some((name) => name.startsWith('postgres.new')))
      await sleep(ms)
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    const { connection } = await open(data)
    expect(await query(connection, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('R2 a path too long for a socket, with spaces, quotes and Chinese in it, works and leaves nothing in /tmp', async () => {
    const long = join(home, '网格 "中心", it’s'.repeat(3), 'x'.repeat(60), 'data')
    const { connection, stop } = await open(long)
    expect(Buffer.byteLength(join(long, 'postgres/.s.PGSQL.5432'))).toBeGreaterThan(107)
    expect(await query(connection, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(statSync(connection.host).mode & 0o777).toBe(0o700)
    await stop()
    expect(existsSync(connection.host)).toBe(false)
  })

  it('R17 its own end is told, with its last words', async () => {
    const dataDir = usedDirectory()
    const ended: unknown[] = []
    const { pid } = await open(dataDir, { onExit: (how) => ended.push(how) })
    process.kill(pid, 'SIGKILL')
    expect(await until(() => ended.length > 0)).toBe(true)
    expect(ended[0]).toMatchObject({ signal: 'SIGKILL' })
  })

  it('a stop that was asked for is not told as an end, and may be asked for twice', async () => {
    const dataDir = usedDirectory()
    const ended: unknown[] = []
    const { pid, stop } = await open(dataDir, { onExit: (how) => ended.push(how) })
    await Promise.all([stop(), stop()])
    await sleep(50)
    expect(ended).toEqual([])
    expect(startOf(pid)).toBeNull()
    expect(existsSync(join(dataDir, 'lock'))).toBe(false)
  })

  it('another version’s database and a foreign directory are refused and left as they are', async () => {
    mkdirSync(join(home, 'data/postgres'), { recursive: true })
    writeFileSync(join(home, 'data/postgres/notes.txt'), 'mine')
    await expect(open(join(home, 'data'))).rejects.toThrow(/not a PostgreSQL database[^]*DATA_DIR/)
    writeFileSync(join(home, 'data/postgres/PG_VERSION'), '17\n')
    await expect(open(join(home, 'data'))).rejects.toThrow(/made by PostgreSQL 17[^]*npm run backup/)
    expect(readFileSync(join(home, 'data/postgres/notes.txt'), 'utf8')).toBe('mine')
    expect(existsSync(join(home, 'data/lock'))).toBe(false)
  })

  it('no program of the server’s environment, and no secret in it, reaches PostgreSQL', async () => {
    const dataDir = usedDirectory()
    const { pid } = await open(dataDir)
    const { stdout } = spawnSync('tr', ['\\0', '\\n'], {
      input: readFileSync(`/proc/${pid}/environ`),
      encoding: 'utf8',
    })
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split('=')[0])
        .sort(),
    ).toEqual(['LC_ALL', 'PATH', 'TZ'])
  })

  it('holds the extensions and the Chinese order that the server asks for', async () => {
    const dataDir = usedDirectory()
    const { connection } = await open(dataDir)
    await query(
      connection,
      'create extension pg_trgm; create extension btree_gist; create extension unaccent',
    )
    expect(await query(connection, `select '阿' < '中' collate "zh-Hans-CN-x-icu" as ordered`)).toEqual([
      { ordered: true },
    ])
  })
})
