/** Sessions of people: opened, used, ended. How long they last is given; who may open one is judged elsewhere. */
import type pg from 'pg'
import type { Database } from '../db/database.ts'
import { stamp } from '../db/stamp.ts'
import { newToken, sha256, type Principal } from './principal.ts'
import { ENDED_SESSION_KEPT_MS } from './sign-in-limits.ts'

export interface SessionLimits {
  /** Without a request or a command of the person for this long, it is over. */
  idleMs: number
  /** However much it is used, it is over then. */
  absoluteMs: number
}

/** A request a second from a screen is one write a minute; so a session may end up to this early, never late. */
export const USED_EVERY_MS = 60_000
const AGENT_LENGTH = 200
const HELD = 5_000

type Write = Pick<Database['write'], 'insertInto' | 'updateTable'>

/** A new session, and what its browser must know. */
export async function openSession(
  write: Write,
  {
    personId,
    now,
    limits,
    agent,
  }: { personId: string; now: number; limits: SessionLimits; agent: string | undefined },
): Promise<{ token: string; expires: Date }> {
  const token = newToken('ses')
  const expires = new Date(now + limits.absoluteMs)
  await write
    .insertInto('session')
    .values({
      token_sha256: sha256(token),
      person_id: personId,
      created_at: new Date(now),
      used_at: new Date(now),
      expires_at: expires,
      agent: agent?.slice(0, AGENT_LENGTH) ?? null,
    })
    .execute()
  return { token, expires }
}

/** Ends a person's sessions: one of them by its id or token hash, or all; how many were still open. */
export async function endSessions(
  write: Write,
  personId: string,
  now: number,
  which: { id?: string; tokenSha256?: string } = {},
): Promise<number> {
  let query = write
    .updateTable('session')
    .set({ revoked_at: new Date(now) })
    .where('person_id', '=', personId)
    .where('revoked_at', 'is', null)
  if (which.id !== undefined) query = query.where('id', '=', which.id)
  if (which.tokenSha256 !== undefined)
    query = query.where('token_sha256', '=', Buffer.from(which.tokenSha256, 'hex'))
  return Number((await query.executeTakeFirst()).numUpdatedRows)
}

/** Removes what has been over for a while: no row of it is asked for again, and each sign-in makes one. */
export async function sweepSessions(pool: pg.Pool, now: number): Promise<void> {
  await pool.query('delete from session where expires_at <= $1 or revoked_at <= $1', [
    new Date(now - ENDED_SESSION_KEPT_MS),
  ])
}

/** Notes that a person or a key did something, at most once a minute each. What cannot be noted stops nobody. */
export function watchUse(
  database: Database,
  now: () => number,
  onFault: (fault: Error) => void,
): (principal: Principal) => Promise<void> {
  const noted = new Map<string, number>()
  return async ({ kind, id, tokenSha256 }) => {
    if (kind === 'device') return // seen by its socket
    const at = now()
    if (at - (noted.get(tokenSha256) ?? 0) < USED_EVERY_MS) return
    if (noted.size >= HELD) noted.clear()
    noted.set(tokenSha256, at)
    const used =
      kind === 'person'
        ? database.write
            .updateTable('session')
            .set({ used_at: new Date(at) })
            .where('token_sha256', '=', Buffer.from(tokenSha256, 'hex'))
            .where('used_at', '<', stamp(at))
        : database.write
            .updateTable('api_key')
            .set({ last_used_at: new Date(at) })
            .where('id', '=', id)
    await used.execute().catch((fault: unknown) => {
      noted.delete(tokenSha256)
      onFault(fault as Error)
    })
  }
}
