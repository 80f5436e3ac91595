/**
 * The one way to write a row of the audit trail; what may be told of is in shared/contract/audit-actions.ts. The log's own
 * events are written by append(); all else comes through here, on the connection or in the transaction that makes the change it tells of.
 * Nothing personal: a row can never be erased.
 *
 * The row takes the lock at the chain's end and keeps it until the commit: it is the last thing a transaction writes.
 */
import type { Kysely } from 'kysely'
import type pg from 'pg'
import type { AuditAction, EraseReason } from '@shaotai/shared/contract/audit-actions.ts'
import type { SecretReason } from '@shaotai/shared/domain/secret-view.ts'
import type { Tables } from '../db/tables.ts'

export interface AuditRow {
  by: { id: string; role: string }
  action: AuditAction
  subject: string
  /** Codes and numbers; `case` where the subject is something of a case, so that the case's list has it. */
  details?: Record<string, string | number | boolean>
  reason?: EraseReason | SecretReason
}

/** The server itself: at its first start, in its daily work, in its programs. */
export const SERVER = { id: 'system', role: 'system' } as const

type On = Pick<Kysely<Tables>, 'insertInto'> | Pick<pg.ClientBase, 'query'>

/** Several rows are one block of the chain. */
export async function record(on: On, ...rows: AuditRow[]): Promise<void> {
  if (rows.length === 0) return
  if ('insertInto' in on) {
    const values = rows.map(({ by, action, subject, details, reason }) => ({
      actor: by.id,
      role: by.role,
      action,
      subject,
      seq: null,
      ...(details && { details: JSON.stringify(details) }),
      ...(reason && { reason }),
    }))
    await on.insertInto('audit_entry').values(values).execute()
    return
  }
  // A restore writes into the schema of its backup, which may be older than these two columns.
  const isPlain = rows.every(({ details, reason }) => !details && !reason)
  await on.query(
    `insert into audit_entry (actor, role, action, subject${isPlain ? '' : ', details, reason'})
     select actor, role, action, subject${isPlain ? '' : ', details, reason'}
       from jsonb_to_recordset($1::jsonb) as it (actor text, role text, action text, subject text, details jsonb, reason text)`,
    [JSON.stringify(rows.map(({ by, ...row }) => ({ actor: by.id, role: by.role, ...row })))],
  )
}
