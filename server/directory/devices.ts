/** A wall of the directory, made: by an administrator at once, or by a screen that one approved. Who may is judged elsewhere. */
import { randomUUID } from 'node:crypto'
import { record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { newToken, sha256 } from './principal.ts'

export type WallProfile = 'wall' | 'lobby'

/** The row and what the trail says of it, last in the caller's transaction. The token is told here and nowhere again. */
export async function addDevice(
  write: Pick<Database['write'], 'insertInto'>,
  by: { id: string; role: string },
  { name, profile, now }: { name: string; profile: WallProfile; now: number },
): Promise<{ id: string; token: string }> {
  const token = newToken('dev')
  const id = `device-${randomUUID()}`
  await write
    .insertInto('device')
    .values({ id, name, profile, token_sha256: sha256(token), token_at: new Date(now), created_by: by.id })
    .execute()
  await record(write, { by, action: 'device.created', subject: id, details: { profile } })
  return { id, token }
}
