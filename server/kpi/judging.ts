/** The instants of one question, and conditions on a stamp by them. */
import { sql, type RawBuilder } from 'kysely'

/** Epoch ms. Stamps are whole ms, so a window [from, to) ends one before `to`. */
export interface Judging {
  /** Start of the window; null: unbounded. */
  from: number | null
  /** Last instant of the window that has come. */
  endsAt: number
  /** The as-of instant: nothing later has happened. */
  instant: number
  /** τ of the field's rates: the as-of instant where one was named, else the earlier of now and the window's end. */
  judgedAt: number
  /** Events after this seq have not happened; null: all in the snapshot have. */
  throughSeq: number | null
}

export type Condition = RawBuilder<boolean>
export const stamp = (at: number): RawBuilder<Date> => sql`${new Date(at).toISOString()}::timestamptz`

export const within = (what: RawBuilder<unknown>, { from, endsAt }: Judging): Condition =>
  from === null ? sql`${what} <= ${stamp(endsAt)}` : sql`${what} between ${stamp(from)} and ${stamp(endsAt)}`

/** Events that have not happened at the ledger's seq; `of` is the table's name in the query. */
export const known = (of: string, { throughSeq }: Judging): RawBuilder<unknown> =>
  throughSeq === null ? sql`` : sql`and ${sql.ref(`${of}.seq`)} <= ${sql.lit(throughSeq)}`
