/** The trail as somebody reads it: by case, by person, by time; newest first, a page at a time. Asks nobody who may. */
import type pg from 'pg'
import type { AuditItem, AuditQuery, AuditReply } from '@shaotai/shared/contract/audit.ts'

interface Row extends Omit<AuditItem, 'at' | 'details'> {
  atMs: number
  details: AuditItem['details'] | null
}

/** The cursor is an entry's id: what is written meanwhile is newer and moves nothing. Null: no cursor of this list. */
export async function listTrail(
  pool: Pick<pg.Pool, 'query'>,
  { case: caseId, person, action, from, to, events = false, cursor, limit = 50 }: AuditQuery,
): Promise<AuditReply | null> {
  if (cursor !== undefined && !/^\d{1,18}$/.test(cursor)) return null
  const { rows } = await pool.query<Row>(
    `select a.id, (extract(epoch from a.at) * 1000)::double precision as "atMs", a.actor, p.name, a.role, a.action, a.subject, a.seq,
            a.details, a.reason
       from audit_entry a left join person p on p.id = a.actor
      where ($1::text is null or coalesce(a.details->>'case', a.subject) = $1)
        and ($2::text is null or a.actor = $2 or a.actor = (select id from person where username = $2))
        and ($3::text is null or a.action = $3)
        and ($4::timestamptz is null or a.at >= $4)
        and ($5::timestamptz is null or a.at < $5)
        and ${events ? 'true' : 'a.seq is null'}
        and ($6::bigint is null or a.id < $6)
      order by a.id desc limit $7`,
    [caseId ?? null, person ?? null, action ?? null, from ?? null, to ?? null, cursor ?? null, limit + 1],
  )
  const items = rows.slice(0, limit).map(({ atMs, details, ...row }) => ({
    ...row,
    at: new Date(atMs).toISOString(),
    details: details ?? {},
  }))
  return { items, next: rows.length > limit ? String(items.at(-1)!.id) : null }
}
