/** People of the directory and whether a password is theirs. Roles and rights are not judged here. */
import { randomUUID } from 'node:crypto'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'
import { record, SERVER } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { hashPassword, isPasswordOf } from './passwords.ts'

/** Verified when nobody has the name, so that the answer takes as long as for a wrong password. */
const nobody = hashPassword('nobody has this password')

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
    if (!hashes.has(password)) hashes.set(password, hashPassword(password))
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
  await database.write.transaction().execute(async (write) => {
    const made = await write
      .insertInto('person')
      .values(rows)
      .onConflict((it) => it.doNothing())
      .returning('id')
      .execute()
    await record(
      write,
      ...made.map(({ id }) => ({ by: SERVER, action: 'person.created' as const, subject: id })),
    )
  })
}

/** Whose password was right, and the hash that it was right for. */
export interface Verified {
  id: string
  role: Role
  passwordHash: string
}

/**
 * Null: no such name, a wrong password, a disabled account or a one-time password that is too old, indistinguishably: each is one look-up and one check of a hash. `check` is argon2's, given to be counted.
 */
export async function verifyPassword(
  database: Database,
  { username, password, at }: { username: string; password: string; at: number },
  check: typeof isPasswordOf = isPasswordOf,
): Promise<Verified | null> {
  const person = await database.write
    .selectFrom('person')
    .select(['id', 'role', 'password_hash', 'disabled_at', 'one_time_until'])
    .where('username', '=', username)
    .executeTakeFirst()
  const isRight = await check(person?.password_hash ?? (await nobody), password)
  if (!person || !isRight || person.disabled_at !== null) return null
  const isOver = person.one_time_until !== null && person.one_time_until <= at
  return isOver ? null : { id: person.id, role: person.role, passwordHash: person.password_hash }
}

/**
 * Whether what was verified still stands; whoever would change it waits from now on for the end of the transaction. A hash is
 * checked for tens of milliseconds, and a session opened on one that was replaced meanwhile would outlive the change.
 */
export async function stillStands(
  write: Pick<Database['write'], 'selectFrom'>,
  { id, passwordHash }: Verified,
): Promise<boolean> {
  const person = await write
    .selectFrom('person')
    .select('id')
    .where('id', '=', id)
    .where('password_hash', '=', passwordHash)
    .where('disabled_at', 'is', null)
    .forShare()
    .executeTakeFirst()
  return person !== undefined
}
