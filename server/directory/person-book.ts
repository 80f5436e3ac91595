/**
 * The people of the directory as an administrator changes them, each change with its audit row in one transaction.
 * Whoever's rights change loses every session: what they may do from then on, they do signed in anew (F4).
 */
import { randomUUID } from 'node:crypto'
import type { NewPersonRequest, PersonChange, PersonEntry } from '@shaotai/shared/contract/sign-in.ts'
import { rightsOf } from '@shaotai/shared/domain/rights.ts'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'
import type { ProblemCode } from '@shaotai/shared/contract/problem.ts'
import { record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { stamp } from '../db/stamp.ts'
import { hashPassword, oneTimePassword } from './passwords.ts'
import type { Principal } from './principal.ts'
import { changesOf, toldOf, type Rights } from './rights-on-trail.ts'
import { endSessions } from './sessions.ts'
import { ONE_TIME_MS } from './sign-in-limits.ts'
import { forgetTries } from './sign-in-tries.ts'

type By = Pick<Principal, 'id' | 'role'>
type Write = Parameters<Parameters<ReturnType<Database['write']['transaction']>['execute']>[0]>[0]
export type Done<T> = ({ ok: true } & T) | { ok: false; code: ProblemCode }

export interface PersonBook {
  list: () => Promise<PersonEntry[]>
  create: (
    by: By,
    person: NewPersonRequest,
  ) => Promise<Done<{ person: PersonEntry; oneTimePassword: string }>>
  change: (by: By, id: string, change: PersonChange) => Promise<Done<{ person: PersonEntry }>>
  setDisabled: (by: By, id: string, disabled: boolean) => Promise<Done<{ person: PersonEntry }>>
  /** A new one-time password; the old one and every session end. */
  reset: (by: By, id: string) => Promise<Done<{ person: PersonEntry; oneTimePassword: string }>>
  signOut: (by: By, id: string) => Promise<Done<{ person: PersonEntry }>>
}

export interface PersonBookOptions {
  database: Database
  now: () => number
  idleMs: number
  isDepartment: (code: string) => boolean
}

/** Held while an administrator changes, so that two administrators cannot each disable the other as the last but one. */
const LOCK = 0x70_65_72_73

/** Thrown inside a transaction, so that nothing of it stays. */
class Refused extends Error {
  readonly code: ProblemCode
  constructor(code: ProblemCode) {
    super(code)
    this.code = code
  }
}

export function openPersonBook({ database, now, idleMs, isDepartment }: PersonBookOptions): PersonBook {
  const read = async (from: Pick<Write, 'selectFrom'>, id?: string): Promise<PersonEntry[]> => {
    let query = from
      .selectFrom('person as p')
      .select((it) => [
        'p.id',
        'p.username',
        'p.name',
        'p.role',
        'p.department',
        'p.cleared',
        'p.areas',
        'p.disabled_at',
        'p.one_time_until',
        'p.created_at',
        it
          .selectFrom('session as s')
          .select((s) => s.fn.countAll<number>().as('n'))
          .whereRef('s.person_id', '=', 'p.id')
          .where('s.revoked_at', 'is', null)
          .where('s.expires_at', '>', stamp(now()))
          .where('s.used_at', '>', stamp(now() - idleMs))
          .as('sessions'),
      ])
      .orderBy('p.username')
    if (id !== undefined) query = query.where('p.id', '=', id)
    return (await query.execute()).map((it) => ({
      id: it.id,
      username: it.username,
      name: it.name,
      role: it.role,
      department: it.department,
      cleared: it.cleared,
      areas: it.areas,
      disabled: it.disabled_at !== null,
      oneTimeUntil: it.one_time_until === null ? null : new Date(it.one_time_until).toISOString(),
      createdAt: new Date(it.created_at).toISOString(),
      sessions: it.disabled_at === null ? (it.sessions ?? 0) : 0,
    }))
  }

  /** The person after `work`, which sees them before it; whatever it refuses is undone. */
  const changed = async (
    id: string,
    work: (write: Write, before: PersonEntry) => Promise<void>,
  ): Promise<Done<{ person: PersonEntry }>> => {
    try {
      await database.write.transaction().execute(async (write) => {
        const isAdmin = (await read(write, id))[0]?.role === 'admin'
        if (isAdmin)
          await write
            .selectNoFrom((it) => it.fn('pg_advisory_xact_lock', [it.val(LOCK)]).as('held'))
            .execute()
        const [before] = await read(write, id)
        if (!before) throw new Refused('not_found')
        await work(write, before)
        const admins = await write
          .selectFrom('person')
          .select('id')
          .where('role', '=', 'admin')
          .where('disabled_at', 'is', null)
          .limit(1)
          .execute()
        if (before.role === 'admin' && admins.length === 0) throw new Refused('last_admin')
      })
    } catch (fault) {
      if (fault instanceof Refused) return { ok: false, code: fault.code }
      throw fault
    }
    return { ok: true, person: (await read(database.write, id))[0]! }
  }

  /** What somebody had before it was retired they keep; it is given to nobody anew. */
  const faultOf = async (
    write: Pick<Write, 'selectFrom'>,
    { role, department, areas }: Rights,
    before: Rights | null,
  ): Promise<ProblemCode | null> => {
    if (rightsOf(role as Role).boundBy === 'department' && !department) return 'department_needed'
    if (department && department !== before?.department && !isDepartment(department))
      return 'unknown_department'
    const given = areas.filter((it) => !before?.areas.includes(it))
    if (given.length === 0) return null
    const known = await write
      .selectFrom('area')
      .select('code')
      .where('code', 'in', given)
      .where('retired_in', 'is', null)
      .execute()
    return known.length < given.length ? 'unknown_area' : null
  }

  return {
    list: () => read(database.write),
    create: async (by, { username, name, role, department = null, cleared = false, areas = [] }) => {
      const rights = { role, department, cleared, areas }
      const fault = await faultOf(database.write, rights, null)
      if (fault) return { ok: false, code: fault }
      const password = oneTimePassword()
      const id = `person-${randomUUID()}`
      const row = {
        id,
        username,
        name: name.trim(),
        role,
        department,
        cleared,
        areas,
        password_hash: await hashPassword(password),
        one_time_until: new Date(now() + ONE_TIME_MS),
      }
      const isNew = await database.write.transaction().execute(async (write) => {
        const { numInsertedOrUpdatedRows } = await write
          .insertInto('person')
          .values(row)
          .onConflict((it) => it.column('username').doNothing())
          .executeTakeFirst()
        if (numInsertedOrUpdatedRows !== 1n) return false
        await record(write, { by, action: 'person.created', subject: id, details: toldOf(rights) })
        return true
      })
      if (!isNew) return { ok: false, code: 'name_taken' }
      return { ok: true, person: (await read(database.write, id))[0]!, oneTimePassword: password }
    },
    change: (by, id, change) =>
      changed(id, async (write, before) => {
        const after = { ...before, ...change }
        const fault = await faultOf(write, after, before)
        if (fault) throw new Refused(fault)
        const { role, department, cleared, areas } = change
        await write
          .updateTable('person')
          .set({
            name: after.name.trim(),
            ...(role !== undefined && { role }),
            ...(department !== undefined && { department }),
            ...(cleared !== undefined && { cleared }),
            ...(areas !== undefined && { areas }),
          })
          .where('id', '=', id)
          .execute()
        const isOther =
          after.role !== before.role ||
          after.department !== before.department ||
          after.cleared !== before.cleared ||
          after.areas.toSorted().join() !== before.areas.toSorted().join()
        if (isOther) await endSessions(write, id, now())
        await record(
          write,
          isOther
            ? { by, action: 'person.rights_changed', subject: id, details: changesOf(before, after) }
            : { by, action: 'person.changed', subject: id },
        )
      }),
    setDisabled: (by, id, disabled) =>
      changed(id, async (write, before) => {
        if (before.disabled === disabled) return
        await write
          .updateTable('person')
          .set({ disabled_at: disabled ? new Date(now()) : null })
          .where('id', '=', id)
          .execute()
        if (disabled) await endSessions(write, id, now())
        await record(write, { by, action: disabled ? 'person.disabled' : 'person.enabled', subject: id })
      }),
    reset: async (by, id) => {
      const password = oneTimePassword()
      const password_hash = await hashPassword(password)
      const done = await changed(id, async (write) => {
        await write
          .updateTable('person')
          .set({ password_hash, one_time_until: new Date(now() + ONE_TIME_MS) })
          .where('id', '=', id)
          .execute()
        await endSessions(write, id, now())
        await record(write, { by, action: 'password.reset', subject: id })
      })
      if (!done.ok) return done
      await forgetTries(database.writePool, done.person.username)
      return { ...done, oneTimePassword: password }
    },
    signOut: (by, id) =>
      changed(id, async (write) => {
        if ((await endSessions(write, id, now())) > 0)
          await record(write, { by, action: 'sessions.ended', subject: id })
      }),
  }
}
