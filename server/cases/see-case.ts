/** One case as a principal may see it. */
import type { CaseFile, CaseView } from '@shaotai/shared/domain/case-file.ts'
import { redactCase, treatmentOf, type Audience } from '@shaotai/shared/domain/redact.ts'
import type { Database } from '../db/database.ts'
import { widestAudience, type Principal } from '../directory/principal.ts'
import { readCases } from './case-repository.ts'
import { onRequest, seenUntil } from './secret-view.ts'

export interface Seen {
  file: CaseFile
  view: CaseView
  audience: Audience
  /** Nothing of it but the personal part is kept from them. */
  isWhole: boolean
  /** Seen on request alone, until then (epoch ms); null: seen anyway. */
  until: number | null
}

/** Null where it is not there or not theirs. */
export async function seeCase(database: Database, principal: Principal, id: string): Promise<Seen | null> {
  const own = widestAudience(principal)
  if (!own) return null
  const [file] = await readCases(database.readPool, [id])
  if (!file) return null
  const seen = (audience: Audience, until: number | null): Seen | null => {
    const view = redactCase(file, audience)
    return view && { file, view, audience, isWhole: treatmentOf(audience, file) === 'normal', until }
  }
  const cleared = redactCase(file, own) ? null : onRequest(principal, file)
  if (!cleared) return seen(own, null)
  const until = await seenUntil(database, principal.id, file.id)
  return until === null ? null : seen(cleared, until)
}

/** May this audience see the case? Also one that is no longer in its picture. */
export async function seesCase(database: Database, audience: Audience, id: string): Promise<boolean> {
  const [file] = await readCases(database.readPool, [id])
  return file !== undefined && redactCase(file, audience) !== null
}
