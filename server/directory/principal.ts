/**
 * Who stands behind a token: a person's session, a wall's device token or a reporting key. Answers from the
 * database, held for a second at most, so that a revoked token is refused within the two promised (R3).
 */
import { hash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import type { Actor } from '@shaotai/shared/domain/policy.ts'
import type { Audience, Profile } from '@shaotai/shared/domain/redact.ts'
import { rightsOf } from '@shaotai/shared/domain/rights.ts'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'

export interface Principal {
  kind: 'person' | 'device' | 'key'
  id: string
  name: string
  username: string | null
  role: Role
  department: string | null
  cleared: boolean
  /** Codes of areas of any tier, sorted; empty: the whole district. */
  areas: string[]
  history: boolean
  /** The screens it may open, widest last. */
  profiles: Profile[]
  /** Hash of the token it came with: what revocation looks for. */
  tokenSha256: string
}

/** 256 bits, told once; only the hash is stored, so a stolen database opens nothing. */
export const newToken = (prefix: 'ses' | 'dev' | 'key'): string =>
  `${prefix}_${randomBytes(32).toString('base64url')}`
export const sha256 = (token: string): Buffer => hash('sha256', token, 'buffer')

/** Whoever lacks what binds the role sees nothing: an unassigned liaison is not everybody's. */
function screensOf({ role, department, areas, profile }: Row): Profile[] {
  if (profile) return profile === 'wall' ? ['lobby', 'wall'] : ['lobby']
  const { boundBy, screens } = rightsOf(role)
  const isUnbound =
    (boundBy === 'department' && department === null) || (boundBy === 'area' && areas.length === 0)
  return isUnbound ? [] : [...screens]
}

export const actorOf = ({
  kind,
  id,
  role,
  department,
  history,
  areas,
  cleared,
  profiles,
}: Principal): Actor => ({
  id,
  role,
  department,
  history,
  // Secret cases are seen at a desk alone.
  ...(kind === 'person' && { bounds: { areas, cleared: cleared && profiles.includes('desk') } }),
})

/** What a right is made of: another one needs another socket. */
const RIGHTS_ARE = ['role', 'department', 'cleared', 'areas', 'profiles'] as const
export const haveSameRights = (one: Principal, other: Principal): boolean =>
  RIGHTS_ARE.every((field) => String(one[field]) === String(other[field]))

/**
 * H6: what is asked for, if the session grants it; the desk of whoever works for a department is that department's, and
 * every screen of whoever has areas is those areas'.
 */
export function audienceFor(principal: Principal, profile: Profile, department?: string): Audience | null {
  if (!principal.profiles.includes(profile)) return null
  const isBound = rightsOf(principal.role).boundBy === 'department'
  const own = isBound && profile === 'desk' ? principal.department : null
  if (own !== null && department !== undefined && department !== own) return null
  // Only a desk or a brief may be narrowed to a department: a wall shows the district.
  const asked = profile === 'desk' || profile === 'brief' ? (department ?? null) : null
  return {
    profile,
    department: own ?? asked,
    cleared: principal.cleared && profile === 'desk',
    ...(principal.areas.length > 0 && { areas: principal.areas }),
  }
}

/** The widest audience a principal has, for plain HTTP reads; null: none. */
export const widestAudience = (principal: Principal): Audience | null => {
  const profile = principal.profiles.at(-1)
  return profile ? audienceFor(principal, profile) : null
}

interface Row {
  kind: Principal['kind']
  id: string
  name: string
  username: string | null
  role: Role
  department: string | null
  cleared: boolean
  areas: string[]
  history: boolean
  profile: 'wall' | 'lobby' | null
  token: string
}

const FIND = `
  select 'person' as kind, p.id, p.name, p.username, p.role, p.department, p.cleared, array(select distinct unnest(p.areas) order by 1) as areas, false as history, null as profile, encode(s.token_sha256, 'hex') as token
    from session s join person p on p.id = s.person_id
   where s.token_sha256 = any ($1) and s.revoked_at is null and s.expires_at > clock_timestamp() and p.disabled_at is null
  union all
  select 'device', d.id, d.name, null, 'wall_device', null, false, array(select distinct unnest(d.areas) order by 1), false, d.profile, encode(d.token_sha256, 'hex')
    from device d where d.token_sha256 = any ($1) and d.revoked_at is null
  union all
  select 'key', k.id, k.name, null, 'ingest', null, false, '{}', k.history, null, encode(k.key_sha256, 'hex')
    from api_key k where k.key_sha256 = any ($1) and k.revoked_at is null`

/** Principals of those tokens (by hash, hex) that are valid now. */
export async function findPrincipals(pool: pg.Pool, hashes: string[]): Promise<Map<string, Principal>> {
  const { rows } = await pool.query<Row>({
    name: 'find-principals',
    text: FIND,
    values: [hashes.map((it) => Buffer.from(it, 'hex'))],
  })
  return new Map(
    rows.map((row) => {
      const { profile: _, token, ...rest } = row
      return [token, { ...rest, tokenSha256: token, profiles: screensOf(row) }]
    }),
  )
}

const HELD_MS = 1_000
const HELD_TOKENS = 5_000

/** A look-up that asks the database at most once a second for the same token. */
export function openPrincipals(
  pool: pg.Pool,
  now: () => number,
): (token: string) => Promise<Principal | null> {
  const held = new Map<string, { until: number; answer: Promise<Principal | null> }>()
  return (token) => {
    const tokenSha256 = hash('sha256', token, 'hex')
    const known = held.get(tokenSha256)
    if (known && known.until > now()) return known.answer
    const answer = findPrincipals(pool, [tokenSha256]).then((found) => found.get(tokenSha256) ?? null)
    // A failed look-up is not an answer: the next request asks again.
    answer.catch(() => held.delete(tokenSha256))
    if (held.size >= HELD_TOKENS) held.clear()
    held.set(tokenSha256, { until: now() + HELD_MS, answer })
    return answer
  }
}
