/**
 * What is kept of somebody in the cases they reported, for themselves: what they said, what they were answered, and who
 * looked at it. No names of those who work on it and none of their notes. Each case is on the trail before it is given.
 */
import type pg from 'pg'
import type { Personal } from '@shaotai/shared/domain/commands.ts'
import { VIEW_ACTIONS } from '@shaotai/shared/contract/audit-actions.ts'
import { record } from '../audit/record.ts'

export interface ExportedCase {
  no: string
  kind: string
  category: string
  status: string
  sensitivity: string
  /** ISO 8601. */
  reportedAt: string
  closedAt: string | null
  place: { lng: number; lat: number; areas: string[] } | null
  reported: Pick<Personal, 'title' | 'address' | 'narrative' | 'reporter'>
  /** What they were answered, in order. */
  replies: string[]
  files: { name: string | null; mediaType: string; bytes: number }[]
  /** Looks at their data, oldest first, this export among them. */
  looks: { at: string; role: string; action: string }[]
}
export interface ExportedPerson {
  cases: ExportedCase[]
}

/** One transaction: what is written is what was recorded. */
export async function exportPerson(
  client: pg.ClientBase,
  caseIds: readonly string[],
  by: { id: string; role: string },
): Promise<ExportedPerson> {
  await client.query('begin')
  try {
    await record(
      client,
      ...caseIds.map((subject) => ({
        by,
        action: 'personal.exported' as const,
        subject,
        reason: 'request' as const,
      })),
    )
    const { rows } = await client.query<ExportedCase>(
      `select c.no, c.state->>'kind' as kind, c.state->>'category' as category, c.state->>'status' as status,
              c.state->>'sensitivity' as sensitivity,
              to_char(c.reported_at at time zone 'UTC', $2) as "reportedAt",
              to_char(to_timestamp((c.state->>'closedAt')::double precision / 1000) at time zone 'UTC', $2) as "closedAt",
              case when c.lng is not null then json_build_object('lng', c.lng, 'lat', c.lat, 'areas', c.state->'areaPath') end as place,
              coalesce((select jsonb_strip_nulls(jsonb_build_object('title', p.data->'title', 'address', p.data->'address',
                          'narrative', p.data->'narrative', 'reporter', p.data->'reporter'))
                 from case_personal p where p.case_id = c.id and p.version = 1), '{}') as reported,
              array(select p.data->>'reply' from case_personal p
                     where p.case_id = c.id and p.data ? 'reply' order by p.version) as replies,
              coalesce((select json_agg(json_build_object('name', e.name, 'mediaType', e.media_type, 'bytes', e.bytes) order by e.id)
                 from evidence e where e.case_id = c.id), '[]') as files,
              coalesce((select json_agg(json_build_object('at', to_char(a.at at time zone 'UTC', $2), 'role', a.role, 'action', a.action) order by a.id)
                 from audit_entry a
                where coalesce(a.details->>'case', a.subject) = c.id and a.seq is null and a.action = any ($3)), '[]') as looks
         from case_file c where c.id = any ($1) order by c.reported_at, c.id`,
      [caseIds, 'YYYY-MM-DD"T"HH24:MI:SS"Z"', VIEW_ACTIONS],
    )
    await client.query('commit')
    return { cases: rows }
  } catch (fault) {
    await client.query('rollback').catch(() => undefined)
    throw fault
  }
}
