/** The audience that sees every case and every field of a picture: what backup and restore compare hashes of. */
import { CASE_VIEW_FIELDS } from '@shaotai/shared/domain/case-file.ts'
import { hashOf } from '@shaotai/shared/domain/picture-hash.ts'
import { audienceKey, type Audience } from '@shaotai/shared/domain/redact.ts'
import type pg from 'pg'
import { onConnection } from '../db/one-connection.ts'
import { pictureIn } from '../realtime/read-picture.ts'
import type { Manifest } from './manifest.ts'

export const FULL_SIGHT: Audience = { profile: 'desk', department: null, cleared: true }

/** In the transaction that the connection is in. */
export async function pictureEntry(client: pg.Client): Promise<Manifest['picture']> {
  const picture = await pictureIn(onConnection(client), FULL_SIGHT)
  return {
    audience: audienceKey(FULL_SIGHT),
    fields: [...CASE_VIEW_FIELDS],
    cases: picture.cases.size,
    hash: hashOf(picture),
  }
}
