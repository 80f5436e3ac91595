/** Everybody of expected-rights.ts made real: tokens of people, walls and keys, good ones and those that are good no more. */
import { addPeople } from '../directory/people.ts'
import { newToken, sha256 } from '../directory/principal.ts'
import { TEST_KEY, type TestApp } from './app.ts'
import type { Who } from './expected-rights.ts'

export interface Places {
  west: string
  east: string
}

/** Tokens by name, null for nobody; and a new session of the same person, for whoever is to sign out. */
export async function openPrincipals(
  { database, ask }: TestApp,
  { west, east }: Places,
): Promise<{ tokenOf: (who: Who) => string | null; anewOf: (who: Who) => Promise<string | null> }> {
  const pool = database.writePool
  const common = { name: 'of a test', password: 'of-nobody-who-signs-in' }
  await addPeople(database, [
    { ...common, username: 'west', role: 'leader', areas: [west] },
    { ...common, username: 'cleared', role: 'duty_chief' },
    { ...common, username: 'east', role: 'intake', areas: [east] },
    { ...common, username: 'd02', role: 'liaison', department: 'D02' },
    { ...common, username: 'unassigned', role: 'liaison' },
    { ...common, username: 'placeless', role: 'sector_chief' },
    { ...common, username: 'disabled', role: 'admin' },
  ])
  await pool.query(`update person set cleared = true where username = 'cleared'`)
  await pool.query(`update person set areas = array[$1] where username in ('sector', 'grid')`, [west])
  await pool.query(`update person set department = 'D01' where username = 'mediator'`)

  const session = async (username: string, { lasts = '1 hour', revoked = false } = {}): Promise<string> => {
    const token = newToken('ses')
    await pool.query(
      `insert into session (token_sha256, person_id, expires_at, revoked_at)
       select $1, id, clock_timestamp() + $3::interval, case when $4 then clock_timestamp() end
         from person where username = $2`,
      [sha256(token), username, lasts, revoked],
    )
    return token
  }
  const device = async (profile: 'wall' | 'lobby', isRevoked = false): Promise<string> => {
    const made = await ask('admin', 'POST', '/api/devices', { name: profile, profile })
    const { id, token } = made.json<{ id: string; token: string }>()
    if (isRevoked) await ask('admin', 'DELETE', `/api/devices/${id}`)
    return token
  }
  const key = async (id: string, isRevoked: boolean): Promise<string> => {
    const token = newToken('key')
    await pool.query(
      `insert into api_key (id, name, key_sha256, history, revoked_at)
       values ($1, $1, $2, false, case when $3 then clock_timestamp() end)`,
      [id, sha256(token), isRevoked],
    )
    return token
  }

  /** Who is a person of the database, by name. */
  const USERNAMES: Partial<Record<Who, string>> = {
    viewer: 'viewer',
    leader: 'leader',
    'leader of the west': 'west',
    chief: 'chief',
    'cleared chief': 'cleared',
    intake: 'intake',
    'intake of the east': 'east',
    dispatcher: 'dispatcher',
    supervisor: 'supervisor',
    verifier: 'verifier',
    liaison: 'liaison',
    'liaison of D02': 'd02',
    'liaison of nobody': 'unassigned',
    sector: 'sector',
    'sector chief of nothing': 'placeless',
    discipline: 'discipline',
    grid: 'grid',
    mediator: 'mediator',
    admin: 'admin',
  }
  const tokens: Partial<Record<Who, string | null>> = {
    nobody: null,
    'a made-up token': newToken('ses'),
    'an expired session': await session('admin', { lasts: '-1 second' }),
    'a revoked session': await session('admin', { revoked: true }),
    'a disabled person': await session('disabled'),
    'a revoked wall': await device('wall', true),
    'a revoked key': await key('key-revoked', true),
    wall: await device('wall'),
    lobby: await device('lobby'),
    key: TEST_KEY,
    'key without history': await key('key-plain', false),
  }
  await pool.query(`update person set disabled_at = clock_timestamp() where username = 'disabled'`)
  for (const [who, username] of Object.entries(USERNAMES) as [Who, string][])
    tokens[who] = await session(username)
  return {
    tokenOf: (who) => tokens[who]!,
    anewOf: async (who) => (who in USERNAMES ? session(USERNAMES[who]!) : tokens[who]!),
  }
}
