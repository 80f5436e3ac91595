/** An instant as SQL that a timestamptz column is compared with; columns come back as epoch ms (see `database.ts`). */
import { sql, type RawBuilder } from 'kysely'

export const stamp = (at: number): RawBuilder<number> =>
  sql<number>`${new Date(at).toISOString()}::timestamptz`
