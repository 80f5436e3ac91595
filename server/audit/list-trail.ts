/** The trail as somebody reads it: by what, by whom, by time; newest first, a page at a time. Asks nobody who may. */
import type pg from 'pg'
import type { AuditItem, AuditQuery, AuditReply } from '@shaotai/shared/contract/audit.ts'
import { actionsAbout, subjectKindOf, VIEW_ACTIONS } from '@shaotai/shared/contract/audit-actions.ts'
import { NAMES, type Names } from './subject-names.ts'

interface Row extends Omit<AuditItem, 'at' | 'details' | 'about'>, Names {
  atMs: number
  details: AuditItem['details'] | null
}

/** An entry's id, after `n` where the newer ones are asked for: what is written meanwhile moves nothing. */
const CURSOR = /^(n?)(\d{1,18})$/

/** Null: no cursor of this list. */
export async function listTrail(pool: Pick<pg.Pool, 'query'>, query: AuditQuery): Promise<AuditReply | null> {
  const { cursor, limit = 50 } = query
  const [, newer, at] = (cursor === undefined ? null : CURSOR.exec(cursor)) ?? []
  if (cursor !== undefined && at === undefined) return null
  const isNewer = newer === 'n'
  const rows = await readRows(pool, query, { at: at ?? null, isNewer, limit: limit + 1 })
  const hasMore = rows.length > limit
  // A page's worth of newer ones is not there any more: the newest page, whole.
  if (isNewer && !hasMore) {
    const { cursor: _cursor, ...newest } = query
    return listTrail(pool, newest)
  }
  const shown = rows.slice(0, limit)
  if (isNewer) shown.reverse()
  const items = shown.map(toItem)
  return {
    items,
    next: isNewer || hasMore ? String(items.at(-1)!.id) : null,
    previous: cursor === undefined || items.length === 0 ? null : `n${items[0]!.id}`,
  }
}

/** By id away from the cursor. Names are looked up for the page's own rows alone. */
async function readRows(
  pool: Pick<pg.Pool, 'query'>,
  { case: caseId, person, action, views = false, kind, about, from, to, events = false }: AuditQuery,
  { at, isNewer, limit }: { at: string | null; isNewer: boolean; limit: number },
): Promise<Row[]> {
  const order = isNewer ? 'asc' : 'desc'
  const { rows } = await pool.query<Row>(
    `with page as (
       select a.* from audit_entry a
        where ($1::text is null or coalesce(a.details->>'case', a.subject) = $1)
          and ($2::text is null or a.actor = $2 or a.actor = (select id from person where username = $2))
          and ($3::text is null or a.action = $3)
          and ($4::timestamptz is null or a.at >= $4)
          and ($5::timestamptz is null or a.at < $5)
          and ${events ? 'true' : 'a.seq is null'}
          and ($6::bigint is null or a.id ${isNewer ? '>' : '<'} $6)
          and ($8::text[] is null or a.action = any($8))
          and ($9::text[] is null or a.action = any($9)${kind === 'case' ? ' or a.seq is not null' : ''})
          and ($10::text is null or coalesce(a.details->>'case', a.subject) = any(array(
                select $10 union select id from case_file where no = $10
                union select id from person where username = $10 or name = $10
                union select id from device where name = $10 union select id from api_key where name = $10)))
        order by a.id ${order} limit $7)
     select a.id, (extract(epoch from a.at) * 1000)::double precision as "atMs", a.actor, a.role, a.action, a.subject, a.seq,
            a.details, a.reason, ${NAMES.columns}
       from page a ${NAMES.joins}
      order by a.id ${order}`,
    [
      caseId ?? null,
      person ?? null,
      action ?? null,
      from ?? null,
      to ?? null,
      at,
      limit,
      views ? VIEW_ACTIONS : null,
      kind ? actionsAbout(kind) : null,
      about?.trim() ?? null,
    ],
  )
  return rows
}

function toItem({
  atMs,
  details,
  subjectId: id,
  subjectName: name,
  subjectNameEn: nameEn,
  erased,
  ...row
}: Row): AuditItem {
  const kind = subjectKindOf(row.action)
  return {
    ...row,
    at: new Date(atMs).toISOString(),
    details: details ?? {},
    about: { kind, id, name, nameEn, erased },
  }
}
