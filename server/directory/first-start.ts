/**
 * What an empty database gets once: the seed directory, the first administrator, the first reporting key,
 * and in demo mode one person a role. On a database that has people, nothing here changes anything.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Kind, Role, Sensitivity } from '@shaotai/shared/domain/vocabulary.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/database.ts'
import { addPerson } from './people.ts'
import { newToken, sha256 } from './principal.ts'

const seed = <T>(name: string): T =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'seed', name), 'utf8')) as T

/** Shown after the start, in demo mode only. The passwords are public: the demo binds to loopback by default. */
export const DEMO_PASSWORD = 'shaotai-demo'
export const DEMO_PEOPLE: { username: string; name: string; role: Role; department?: string }[] = [
  { username: 'admin', name: '系统管理员', role: 'admin' },
  { username: 'leader', name: '分管领导', role: 'leader' },
  { username: 'intake', name: '受理席', role: 'intake' },
  { username: 'dispatcher', name: '派遣席', role: 'dispatcher' },
  { username: 'liaison', name: '城管局联络员', role: 'liaison', department: 'D01' },
  { username: 'verifier', name: '核查员', role: 'verifier' },
  { username: 'chief', name: '值班长', role: 'duty_chief' },
]

export async function firstStart(database: Database, config: Config): Promise<void> {
  await seedDirectory(database)
  const { n } = await database.write
    .selectFrom('person')
    .select((it) => it.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  const { k } = await database.write
    .selectFrom('api_key')
    .select((it) => it.fn.countAll<number>().as('k'))
    .executeTakeFirstOrThrow()

  if (n === 0 && config.bootstrapAdminPassword) {
    await addPerson(database, {
      username: 'admin',
      name: 'Administrator',
      password: config.bootstrapAdminPassword,
      role: 'admin',
    })
  }
  if (n === 0 && config.demo) {
    for (const person of DEMO_PEOPLE) {
      if (person.username === 'admin' && config.bootstrapAdminPassword) continue
      await addPerson(database, { ...person, password: DEMO_PASSWORD })
    }
  }
  if (k === 0 && config.bootstrapIngestKey) await addKey(database, 'bootstrap', config.bootstrapIngestKey)
  if (k === 0 && !config.bootstrapIngestKey && config.demo) {
    const key = newToken('key')
    await addKey(database, 'demo', key)
    // For `npm run import` and `npm run replay` on the same machine, by the same user.
    writeFileSync(join(config.dataDir, 'ingest.key'), `${key}\n`, { mode: 0o600 })
  }
}

async function addKey(database: Database, name: string, key: string): Promise<void> {
  await database.write
    .insertInto('api_key')
    .values({ id: `key-${name}`, name, key_sha256: sha256(key), history: true })
    .execute()
}

async function seedDirectory(database: Database): Promise<void> {
  const departments = seed<{ code: string; name: string; nameEn: string }[]>('departments.json')
  const categories =
    seed<{ code: string; name: string; nameEn: string; kind: Kind; sensitivity: Sensitivity }[]>(
      'categories.json',
    )
  await database.write
    .insertInto('department')
    .values(departments.map(({ code, name, nameEn }) => ({ code, name, name_en: nameEn })))
    .onConflict((it) => it.doNothing())
    .execute()
  await database.write
    .insertInto('category')
    .values(
      categories.map(({ code, name, nameEn, kind, sensitivity }) => ({
        code,
        name,
        name_en: nameEn,
        kind,
        sensitivity,
      })),
    )
    .onConflict((it) => it.doNothing())
    .execute()
}

/** The key that demo mode wrote for programs of the same user, if it is there. */
export const demoKeyFile = (config: Config): string | null => {
  const file = join(config.dataDir, 'ingest.key')
  return existsSync(file) ? file : null
}
