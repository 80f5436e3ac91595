/** People of the directory and their passwords (argon2id). Roles and rights are not judged here. */
import { hash, verify } from '@node-rs/argon2'
import { randomUUID } from 'node:crypto'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'
import type { Database } from '../db/database.ts'

/** OWASP's smallest argon2id setting: about 20 ms, and 19 MiB for each attempt under way. */
const ARGON = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
/** Verified when nobody has the name, so that the answer takes as long as for a wrong password. */
const nobody = hash('nobody has this password', ARGON)

export interface NewPerson {
  username: string
  name: string
  password: string
  role: Role
  department?: string
  /** Codes; absent: the whole district. */
  areas?: string[]
}

/** All of them or none; a name that exists stays as it is (another server was faster). */
export async function addPeople(database: Database, people: NewPerson[]): Promise<void> {
  // The demo's people share one password, and each hash takes 19 MiB.
  const hashes = new Map<string, Promise<string>>()
  const hashOf = (password: string): Promise<string> => {
    if (!hashes.has(password)) hashes.set(password, hash(password, ARGON))
    return hashes.get(password)!
  }
  const rows = await Promise.all(
    people.map(async ({ username, name, role, department, areas, password }) => ({
      id: `person-${randomUUID()}`,
      username,
      name,
      role,
      department: department ?? null,
      areas: areas ?? [],
      password_hash: await hashOf(password),
    })),
  )
  await database.write
    .insertInto('person')
    .values(rows)
    .onConflict((it) => it.doNothing())
    .execute()
}

/** The person's id, or null: no such name, a wrong password or a disabled account, indistinguishably. */
export async function verifyPassword(
  database: Database,
  username: string,
  password: string,
): Promise<string | null> {
  const person = await database.write
    .selectFrom('person')
    .select(['id', 'password_hash'])
    .where('username', '=', username)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  const right = await verify(person?.password_hash ?? (await nobody), password)
  return person && right ? person.id : null
}
