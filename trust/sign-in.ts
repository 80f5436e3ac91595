/** Tokens for everybody a run needs: people through their passwords, walls through the administrator. */
import type { Profile } from '@shaotai/shared/domain/redact.ts'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'

export const INGEST_KEY = 'trust-ingest-key'
export const SERVER_ENV = { DEMO: 'on', FEED: 'off', BOOTSTRAP_INGEST_KEY: INGEST_KEY }
const PASSWORD = 'shaotai-demo'
const PEOPLE: Partial<Record<Role, string>> = {
  admin: 'admin',
  leader: 'leader',
  intake: 'intake',
  dispatcher: 'dispatcher',
  liaison: 'liaison',
  verifier: 'verifier',
  duty_chief: 'chief',
}

export interface Tokens {
  of: (role: Role) => string
  /** Id of the person who has the role. */
  person: (role: Role) => string
  device: (profile: 'wall' | 'lobby') => Promise<string>
}

/** Throws with everybody's name who could not be let in: a first start must make them all. */
export async function signIn(url: string): Promise<Tokens> {
  const people = new Map<Role, { token: string; id: string }>()
  const missing: string[] = []
  for (const [role, username] of Object.entries(PEOPLE) as [Role, string][]) {
    const answer = await post(`${url}/api/session`, null, { username, password: PASSWORD })
    if (answer.status !== 200) {
      missing.push(`${username} (${answer.status} ${answer.body['code']})`)
      continue
    }
    const { token, person } = answer.body as { token: string; person: { id: string } }
    people.set(role, { token, id: person.id })
  }
  if (missing.length > 0) throw new Error(`cannot sign in: ${missing.join(', ')}`)
  let walls = 0
  return {
    of: (role) => (role === 'ingest' ? INGEST_KEY : people.get(role)!.token),
    person: (role) => people.get(role)!.id,
    device: async (profile) => {
      walls += 1
      const answer = await post(`${url}/api/devices`, people.get('admin')!.token, {
        name: `wall ${walls}`,
        profile,
      })
      if (answer.status !== 201)
        throw new Error(`no wall could be made: ${answer.status} ${answer.body['code']}`)
      return answer.body['token'] as string
    },
  }
}

async function post(
  url: string,
  token: string | null,
  body: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

/** Who looks at the district in a run: walls, a lobby, desks, a liaison's desk, tablets. */
export const SEATS: { as: Role | 'wall' | 'lobby'; audience: Profile; department?: string }[] = [
  { as: 'wall', audience: 'wall' },
  { as: 'dispatcher', audience: 'desk' },
  { as: 'liaison', audience: 'desk' },
  { as: 'leader', audience: 'brief' },
  { as: 'lobby', audience: 'lobby' },
  { as: 'dispatcher', audience: 'desk', department: 'D02' },
]
