/** One case as a principal may see it. */
import type { CaseFile, CaseView } from '@shaotai/shared/domain/case-file.ts'
import { redactCase, treatmentOf, type Audience } from '@shaotai/shared/domain/redact.ts'
import type { Database } from '../db/database.ts'
import { widestAudience, type Principal } from '../directory/principal.ts'
import { readCases } from './case-repository.ts'

export interface Seen {
  file: CaseFile
  view: CaseView
  audience: Audience
  /** Nothing of it but the personal part is kept from them. */
  isWhole: boolean
}

/** Null where it is not there or not theirs. */
export async function seeCase(database: Database, principal: Principal, id: string): Promise<Seen | null> {
  const audience = widestAudience(principal)
  if (!audience) return null
  const [file] = await readCases(database.readPool, [id])
  const view = file ? redactCase(file, audience) : null
  return file && view ? { file, view, audience, isWhole: treatmentOf(audience, file) === 'normal' } : null
}
