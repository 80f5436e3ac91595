/**
 * Who watches in a trust run: a token for every kind of screen, put straight into the database, because a
 * run must not depend on demo accounts or wait for password hashes.
 */
import { randomUUID } from 'node:crypto'
import { newToken, sha256 } from '../server/directory/principal.ts'
import type { Database } from '../server/db/database.ts'
import type { Audience, Profile } from '../shared/domain/redact.ts'

export interface Watcher {
  token: string
  profile: Profile
  /** What the server must grant this token on this profile. */
  audience: Audience
}

const SCREENS: { profile: Profile; role?: string; department?: string; cleared?: boolean }[] = [
  { profile: 'wall' },
  { profile: 'desk', role: 'liaison', department: 'D01' },
  { profile: 'desk', role: 'dispatcher', cleared: true },
  { profile: 'lobby' },
  { profile: 'brief', role: 'leader' },
  { profile: 'desk', role: 'liaison', department: 'D02' },
  { profile: 'desk', role: 'dispatcher' },
]

/** The district's screens in turn, each with its own token: walls, desks, a lobby, a tablet. */
export async function addWatchers(database: Database, count: number): Promise<Watcher[]> {
  const watchers: Watcher[] = []
  for (let i = 0; i < count; i += 1) {
    const { profile, role, department = null, cleared = false } = SCREENS[i % SCREENS.length]!
    const token = newToken(role ? 'ses' : 'dev')
    const id = randomUUID()
    await database.writePool.query(
      `insert into person (id, username, name, role, department, cleared, password_hash)
       values ($1, $1, 'trust run', $2, $3, $4, 'none')`,
      [id, role ?? 'admin', department, cleared],
    )
    if (role) {
      await database.writePool.query(
        `insert into session (token_sha256, person_id, expires_at) values ($1, $2, now() + interval '1 day')`,
        [sha256(token), id],
      )
    } else {
      await database.writePool.query(
        'insert into device (id, name, profile, token_sha256, created_by) values ($1, $1, $2, $3, $1)',
        [id, profile, sha256(token)],
      )
    }
    watchers.push({
      token,
      profile,
      audience: { profile, department, cleared: cleared && profile === 'desk' },
    })
  }
  return watchers
}
