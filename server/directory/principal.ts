/**
 * Who stands behind a token: a person's session, a wall's device token or a reporting key. Answers from the
 * database, held for a second at most and let go at every hint that rights changed, so that a revoked token is
 * refused within the two promised (R3).
 */
import { hash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import type { Actor } from '@shaotai/shared/domain/policy.ts'
import type { Audience, Profile } from '@shaotai/shared/domain/redact.ts'
import { rightsOf } from '@shaotai/shared/domain/rights.ts'
import type { Role, Source } from '@shaotai/shared/domain/vocabulary.ts'

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
  /** Of a key: the sources it may report; null: any. */
  sources: Source[] | null
  /** A one-time password opened this session: it may do nothing but change it. */
  mustChange: boolean
  /** The screens it may open, widest last. */
  profiles: Profile[]
  /** Hash of the token it came with: what revocation looks for. */
  tokenSha256: string
  /** Epoch ms from which it is nobody any more if nothing happens; null: no such moment. */
  endsAt: number | null
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

/** A key may be for some sources only. */
export const mayReport = ({ sources }: Pick<Principal, 'sources'>, source: Source): boolean =>
  sources === null || sources.includes(source)

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

interface Row extends Omit<Principal, 'tokenSha256' | 'profiles'> {
  profile: 'wall' | 'lobby' | null
  token: string
  /** It came with a device's new token while the old one still stood. */
  isFirstUse: boolean
}

/** $1 hashes, $2 now, $3 the longest idle time in ms. A rotated key or token is found by either of its two hashes. */
const FIND = `
  select 'person' as kind, p.id, p.name, p.username, p.role, p.department, p.cleared,
         array(select distinct unnest(p.areas) order by 1) as areas, false as history, null::text[] as sources,
         p.one_time_until is not null as "mustChange", null as profile, encode(s.token_sha256, 'hex') as token, false as "isFirstUse",
         (extract(epoch from least(s.expires_at, s.used_at + $3 * interval '1 ms')) * 1000)::double precision as "endsAt"
    from session s join person p on p.id = s.person_id
   where s.token_sha256 = any ($1) and s.revoked_at is null and p.disabled_at is null
     and s.expires_at > $2 and s.used_at + $3 * interval '1 ms' > $2
  union all
  select 'device', d.id, d.name, null, 'wall_device', null, false,
         array(select distinct unnest(d.areas) order by 1), false, null, false, d.profile, encode(t.sha256, 'hex'),
         t.sha256 = d.token_sha256 and d.previous_sha256 is not null, null
    from device d cross join lateral unnest(array[d.token_sha256, d.previous_sha256]) as t (sha256)
   where (d.token_sha256 = any ($1) or d.previous_sha256 = any ($1)) and t.sha256 = any ($1) and d.revoked_at is null
  union all
  select 'key', k.id, k.name, null, 'ingest', null, false, '{}', k.history, k.sources, false, null, encode(t.sha256, 'hex'), false,
         (extract(epoch from least(k.expires_at, t.until)) * 1000)::double precision
    from api_key k cross join lateral (values (k.key_sha256, null::timestamptz), (k.previous_sha256, k.previous_until)) as t (sha256, until)
   where (k.key_sha256 = any ($1) or k.previous_sha256 = any ($1)) and t.sha256 = any ($1) and k.revoked_at is null
     and (k.expires_at is null or k.expires_at > $2) and (t.until is null or t.until > $2)`

export interface FindOptions {
  pool: pg.Pool
  now: () => number
  idleMs: number
}

/** Principals of those tokens (by hash, hex) that are valid now. */
export async function findPrincipals(
  { pool, now, idleMs }: FindOptions,
  hashes: string[],
): Promise<Map<string, Principal>> {
  const { rows } = await pool.query<Row>({
    name: 'find-principals',
    text: FIND,
    values: [hashes.map((it) => Buffer.from(it, 'hex')), new Date(now()), idleMs],
  })
  // The wall has its new token for certain: from now on the old one opens nothing.
  for (const { id, token } of rows.filter((it) => it.isFirstUse))
    await pool.query('update device set previous_sha256 = null where id = $1 and token_sha256 = $2', [
      id,
      Buffer.from(token, 'hex'),
    ])
  return new Map(
    rows.map((row) => {
      const { profile: _profile, token, isFirstUse: _isFirstUse, ...rest } = row
      return [token, { ...rest, tokenSha256: token, profiles: row.mustChange ? [] : screensOf(row) }]
    }),
  )
}

const HELD_MS = 1_000
const HELD_TOKENS = 5_000

export interface Principals {
  find: (token: string) => Promise<Principal | null>
  /** Somebody's rights changed: nothing that is held counts any more. */
  forget: () => void
}

/** A look-up that asks the database at most once a second for the same token. `elapsed`: ms that only grow. */
export function openPrincipals(options: FindOptions, elapsed: () => number): Principals {
  const held = new Map<string, { until: number; answer: Promise<Principal | null> }>()
  const ask = (tokenSha256: string): Promise<Principal | null> => {
    const answer = findPrincipals(options, [tokenSha256]).then((found) => found.get(tokenSha256) ?? null)
    // A failed look-up is not an answer: the next request asks again.
    answer.catch(() => held.delete(tokenSha256))
    if (held.size >= HELD_TOKENS) held.clear()
    held.set(tokenSha256, { until: elapsed() + HELD_MS, answer })
    return answer
  }
  return {
    find: async (token) => {
      const tokenSha256 = hash('sha256', token, 'hex')
      const known = held.get(tokenSha256)
      if (!known || known.until <= elapsed()) return ask(tokenSha256)
      const principal = await known.answer
      return principal?.endsAt != null && principal.endsAt <= options.now() ? ask(tokenSha256) : principal
    },
    forget: () => held.clear(),
  }
}
