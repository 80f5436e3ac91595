/**
 * What the chain's hashes are made of, written without asking the database: whoever can change its rows may have
 * changed its functions too. The SQL side is audit_line() and audit_chain() of 0007-audit-chain.sql.
 */
import { createHash } from 'node:crypto'

/** A row as text: numbers exact, the stamp in microseconds. */
export interface Entry {
  id: string
  at: string
  actor: string
  role: string
  action: string
  subject: string
  seq: string | null
  details: string | null
  reason: string | null
}

export const ENTRY_COLUMNS = `a.id::text, (extract(epoch from a.at) * 1000000)::bigint::text as at, a.actor, a.role, a.action,
  a.subject, a.seq::text, a.details::text, a.reason`

/** What the first block's hash begins with. */
export const GENESIS = createHash('sha256').update('shaotai audit chain').digest('hex')

const text = (value: string | null): string => JSON.stringify(value)

export const lineOf = ({ id, at, actor, role, action, subject, seq, details, reason }: Entry): string =>
  `[${[id, at, text(actor), text(role), text(action), text(subject), seq ?? 'null', text(details), text(reason)].join(', ')}]`

/** Hex. `previous`: of the block before, or GENESIS. */
export function openBlockHash(previous: string): { add: (entry: Entry) => void; end: () => string } {
  const hash = createHash('sha256').update(Buffer.from(previous, 'hex'))
  let isFirst = true
  return {
    add: (entry) => {
      hash.update(isFirst ? lineOf(entry) : `\n${lineOf(entry)}`)
      isFirst = false
    },
    end: () => hash.digest('hex'),
  }
}
