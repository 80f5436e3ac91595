/**
 * Screens that show six characters and wait to be made walls. The code is for people and worth nothing alone; the
 * token goes to whoever has the secret, which only the screen was told. Knows no route.
 */
import { randomBytes } from 'node:crypto'
import { record } from '../audit/record.ts'
import type { Database } from '../db/database.ts'
import { stamp } from '../db/stamp.ts'
import { addDevice, type WallProfile } from './devices.ts'
import { readableSigns } from './passwords.ts'
import { sha256, type Principal } from './principal.ts'
import { PAIRING_MS, PAIRINGS_OPEN } from './sign-in-limits.ts'

export interface Pairing {
  code: string
  secret: string
  expiresAt: number
}

/** Null: as many screens wait as may. */
export async function openPairing({ write }: Database, now: number): Promise<Pairing | null> {
  await write.deleteFrom('pairing').where('expires_at', '<=', stamp(now)).execute()
  const { open } = await write
    .selectFrom('pairing')
    .select((it) => it.fn.countAll<number>().as('open'))
    .executeTakeFirstOrThrow()
  if (open >= PAIRINGS_OPEN) return null
  const secret = randomBytes(32).toString('base64url')
  for (;;) {
    const code = readableSigns(6)
    const expiresAt = now + PAIRING_MS
    const { numInsertedOrUpdatedRows } = await write
      .insertInto('pairing')
      .values({ code, secret_sha256: sha256(secret), expires_at: new Date(expiresAt) })
      .onConflict((it) => it.doNothing())
      .executeTakeFirst()
    if (numInsertedOrUpdatedRows === 1n) return { code, secret, expiresAt }
  }
}

/** Whether a screen waited with this code, and nobody had approved it. */
export function approvePairing(
  { write }: Database,
  by: Pick<Principal, 'id' | 'role'>,
  { code, name, profile, now }: { code: string; name: string; profile: WallProfile; now: number },
): Promise<boolean> {
  return write.transaction().execute(async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('pairing')
      .set({ name, profile, approved_by: by.id })
      .where('code', '=', code.toUpperCase())
      .where('approved_by', 'is', null)
      .where('expires_at', '>', stamp(now))
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return false
    await record(tx, { by, action: 'pairing.approved', subject: code.toUpperCase() })
    return true
  })
}

export type Taken =
  | { is: 'unknown' }
  | { is: 'waiting' }
  | { is: 'taken'; token: string; name: string; profile: WallProfile }

/** The screen's token, made when the screen asks for it and told this once. */
export function takeToken(
  { write }: Database,
  { code, secret, now }: { code: string; secret: string; now: number },
): Promise<Taken> {
  return write.transaction().execute(async (tx): Promise<Taken> => {
    const pairing = await tx
      .selectFrom('pairing')
      .selectAll()
      .where('code', '=', code.toUpperCase())
      .where('secret_sha256', '=', sha256(secret))
      .where('expires_at', '>', stamp(now))
      .forUpdate()
      .executeTakeFirst()
    if (!pairing) return { is: 'unknown' }
    const { name, profile, approved_by } = pairing
    if (name === null || profile === null || approved_by === null) return { is: 'waiting' }
    await tx.deleteFrom('pairing').where('code', '=', pairing.code).execute()
    const { token } = await addDevice(tx, { id: approved_by, role: 'admin' }, { name, profile, now })
    return { is: 'taken', token, name, profile }
  })
}
