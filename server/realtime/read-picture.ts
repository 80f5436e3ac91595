/** The picture of an audience straight from the database, in one repeatable-read snapshot (protocol H5). */
import { sql, type Kysely } from 'kysely'
import { DONE_KEPT, pictureOf, RESERVE_KEPT, type Picture } from '@shaotai/shared/domain/picture.ts'
import { redactCase, type Audience } from '@shaotai/shared/domain/redact.ts'
import { visibleTo } from '../cases/case-filters.ts'
import type { Database } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'

export const readPicture = (database: Database, audience: Audience): Promise<Picture> =>
  database.read
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((snapshot) => pictureIn(snapshot, audience))

/** The same inside a repeatable-read transaction that the caller holds. */
export async function pictureIn(snapshot: Kysely<Tables>, audience: Audience): Promise<Picture> {
  const head = await snapshot.selectFrom('log_head').select(['epoch', 'seq']).executeTakeFirstOrThrow()
  const visible = snapshot
    .selectFrom('case_file')
    .select('state')
    .where((eb) => eb.and(visibleTo(audience, eb)))
  const open = await visible.where('done_seq', 'is', null).execute()
  const done = await visible
    .where('done_seq', 'is not', null)
    .orderBy(sql`done_seq desc`)
    .limit(DONE_KEPT + RESERVE_KEPT)
    .execute()
  const redact = (rows: typeof open) => rows.map(({ state }) => redactCase(state, audience)!)
  return pictureOf(head.epoch, head.seq, redact(open), redact(done).toReversed())
}
