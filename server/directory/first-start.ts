/**
 * What an empty database gets once: the seed directory, the first administrator, the first reporting key,
 * and in demo mode one person a role and a liaison a department. On a database that has people, nothing here changes anything.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sayFinding } from '@shaotai/shared/domain/area-finding.ts'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'
import { loadAreas } from '../areas/area-store.ts'
import { record, SERVER } from '../audit/record.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/database.ts'
import { addEntries } from './lists/add-entries.ts'
import { addPeople, type NewPerson } from './people.ts'
import { newToken, sha256 } from './principal.ts'
import { seedEntries } from './seed-entries.ts'

/** Shown after the start, in demo mode only. The passwords are public: the demo binds to loopback by default. */
export const DEMO_PASSWORD = 'shaotai-demo'
export const DEMO_PEOPLE: {
  username: string
  name: string
  role: Role
  department?: string
  areas?: string[]
}[] = [
  { username: 'admin', name: '系统管理员', role: 'admin' },
  { username: 'leader', name: '分管领导', role: 'leader' },
  { username: 'intake', name: '受理席', role: 'intake' },
  { username: 'dispatcher', name: '派遣席', role: 'dispatcher' },
  { username: 'liaison', name: '城管局联络员', role: 'liaison', department: 'D01' },
  { username: 'verifier', name: '核查员', role: 'verifier' },
  { username: 'chief', name: '值班长', role: 'duty_chief' },
  { username: 'viewer', name: '观看员', role: 'viewer' },
  { username: 'supervisor', name: '督查员', role: 'supervisor' },
  { username: 'discipline', name: '纪检干部', role: 'discipline' },
  // Of 青云街道, and of one of its grids.
  { username: 'sector', name: '站前片区长', role: 'sector_chief', areas: ['349901001001', '349901001002'] },
  { username: 'grid', name: '站前社区网格员', role: 'grid_worker', areas: ['349901001001001'] },
  { username: 'street', name: '青云街道领导', role: 'leader', areas: ['349901001'] },
  { username: 'mediator', name: '综治中心调解员', role: 'mediator', department: 'D19' },
]

const OF_A_DEPARTMENT = 'liaison.'
/**
 * A liaison for each other department that the demo's directory names one for, so that somebody can sign whatever is
 * dispatched: `liaison.d07` of D07. Not among the accounts that are offered at sign-in, which are one a role.
 */
export const demoLiaisons = (): typeof DEMO_PEOPLE =>
  (seedEntries(true).departments ?? []).flatMap(({ code, name, shortName = name, liaisons }) =>
    liaisons
      .filter((username) => username.startsWith(OF_A_DEPARTMENT))
      .map((username) => ({
        username,
        name: `${shortName}联络员`,
        role: 'liaison' as const,
        department: code,
      })),
  )

/** `say` tells an operator what is out of the ordinary. */
export async function firstStart(
  database: Database,
  config: Config,
  say: (sentence: string) => void = () => {},
): Promise<void> {
  // A starting list. A district edits it; what it retired does not come back.
  await addEntries(database.writePool, seedEntries(config.demo), {
    by: SERVER,
    onlyFirst: true,
    reason: 'the first start',
  })
  if (config.demoAreas !== null) await seedAreas(database, config.demoAreas, say)
  if (await isEmpty(database, 'person')) {
    const departments = await database.write.selectFrom('department').select('code').execute()
    const people = firstPeople(config, new Set(departments.map(({ code }) => code)))
    if (people.length > 0) await addPeople(database, people)
  }
  if (await isEmpty(database, 'api_key')) {
    if (config.bootstrapIngestKey) await addKey(database, 'bootstrap', config.bootstrapIngestKey)
    else if (config.demo) await addKey(database, 'demo', demoKey(config))
  }
}

const isEmpty = async (database: Database, table: 'person' | 'api_key' | 'area'): Promise<boolean> =>
  (
    await database.write
      .selectFrom(table)
      .select((it) => it.lit(1).as('one'))
      .limit(1)
      .execute()
  ).length === 0

/** Those whose demo password counts: an administrator with a password of the operator's own is not one. */
export const demoPeople = ({
  demo,
  bootstrapAdminPassword,
}: Pick<Config, 'demo' | 'bootstrapAdminPassword'>) =>
  demo ? DEMO_PEOPLE.filter((it) => bootstrapAdminPassword === null || it.username !== 'admin') : []

/** A directory that was begun without the demo has fewer departments: theirs have no liaison. */
function firstPeople(config: Config, departments: ReadonlySet<string>): NewPerson[] {
  const { bootstrapAdminPassword } = config
  const admin = bootstrapAdminPassword && {
    username: 'admin',
    name: 'Administrator',
    password: bootstrapAdminPassword,
    role: 'admin' as const,
  }
  const liaisons = config.demo ? demoLiaisons().filter((it) => departments.has(it.department!)) : []
  const others = [...demoPeople(config), ...liaisons].map((it) => ({ ...it, password: DEMO_PASSWORD }))
  return admin ? [admin, ...others] : others
}

/**
 * For `npm run import` and `npm run replay` on the same machine, by the same user. Written before its hash is
 * stored, and kept when it is there: a start that was killed in between must not leave a key nobody knows.
 */
function demoKey({ dataDir }: Config): string {
  const file = join(dataDir, 'ingest.key')
  if (!existsSync(file)) writeFileSync(file, `${newToken('key')}\n`, { mode: 0o600 })
  return readFileSync(file, 'utf8').trim()
}

async function addKey(database: Database, name: string, key: string): Promise<void> {
  const id = `key-${name}`
  await database.write.transaction().execute(async (write) => {
    const { numInsertedOrUpdatedRows } = await write
      .insertInto('api_key')
      .values({ id, name, key_sha256: sha256(key), history: true })
      .onConflict((it) => it.doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows === 1n)
      await record(write, { by: SERVER, action: 'key.created', subject: id })
  })
}

/** The demo's district, whole or not at all; a district's own areas stay. */
async function seedAreas(database: Database, file: string, say: (sentence: string) => void): Promise<void> {
  if (!(await isEmpty(database, 'area'))) return
  if (!existsSync(file)) return say(`no demo district: there is no ${file}`)
  const { features } = JSON.parse(readFileSync(file, 'utf8')) as { features: unknown[] }
  const outcome = await loadAreas(database.writePool, { features, demo: true, actor: null })
  if (outcome.ok) return
  const faults = outcome.findings.filter(({ level }) => level === 'refused')
  say(`no demo district: ${faults.length} fault(s), the first: ${sayFinding(faults[0]!, 'en')}`)
}
