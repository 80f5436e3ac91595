/**
 * What is like a report that is being taken in: the same matter reported twice (疑似重复), a place where it comes back
 * (点位复发), a person who reports again (重复反映). Suggestions by distance, time and number alone; people decide.
 *
 * Duplicates: open cases of the category within 200 m, as far as a merge reaches. Chronic: 3 or more cases of the
 * category within 50 m, reported in the last 90 days, whatever became of them. Reporter: cases of the last 90 days with
 * the same telephone number, compared by its last eleven digits where the server keeps it and never told.
 */
import { sql } from 'kysely'
import type { SimilarReply } from '@shaotai/shared/contract/http.ts'
import { complete, type CaseFile } from '@shaotai/shared/domain/case-file.ts'
import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import { boxAround, metresApart, type Place } from '@shaotai/shared/domain/metres-apart.ts'
import { redactCase, type Audience } from '@shaotai/shared/domain/redact.ts'
import { MERGE_METRES } from '@shaotai/shared/domain/steps/taking-in.ts'
import type { Database } from '../db/database.ts'
import { visibleTo } from './case-filters.ts'

export const DUPLICATE_METRES = MERGE_METRES
export const CHRONIC_METRES = 50
export const CHRONIC_FROM = 3
export const WINDOW_DAYS = 90
const MOST = 20
/** Beyond this many candidates a place has other worries than their exact count. */
const MOST_READ = 2_000
const DAY_MS = 86_400_000

export interface Sought {
  category: string
  at: Place | null
  phone: string | null
  /** The case itself, where it is one already. */
  except: string | null
}

export async function findSimilar(
  database: Database,
  audience: Audience,
  { category, at, phone, except }: Sought,
  now: number,
): Promise<SimilarReply> {
  const since = now - WINDOW_DAYS * DAY_MS
  const [near, again] = await Promise.all([
    at ? readNear(database, audience, category, at, since) : [],
    digitsOf(phone) ? readAgain(database, audience, digitsOf(phone)!, since) : null,
  ])
  const others = near
    .filter(({ id }) => id !== except)
    .map((it) => ({ it, metres: metresApart(at!, it as Place) }))
    .sort((a, b) => a.metres - b.metres)
  const duplicates = others.filter(({ it, metres }) => isOpen(it) && metres <= DUPLICATE_METRES)
  const chronic = others.filter(({ it, metres }) => metres <= CHRONIC_METRES && it.reportedAt >= since)
  const theirs = again?.filter(({ id }) => id !== except)
  return {
    duplicates: { radiusMetres: DUPLICATE_METRES, items: duplicates.slice(0, MOST).map(likeOf) },
    chronic: {
      radiusMetres: CHRONIC_METRES,
      days: WINDOW_DAYS,
      from: CHRONIC_FROM,
      n: chronic.length,
      // The one that is being taken in is one of them.
      isChronic: chronic.length + 1 >= CHRONIC_FROM,
      items: chronic.slice(0, MOST).map(likeOf),
    },
    reporter: theirs
      ? {
          days: WINDOW_DAYS,
          n: theirs.length,
          open: theirs.filter(isOpen).length,
          items: theirs.slice(0, MOST).map(briefOf),
        }
      : null,
  }
}

const briefOf = ({ id, no, status, reportedAt }: CaseFile) => ({ id, no, status, reportedAt })
const likeOf = ({ it, metres }: { it: CaseFile; metres: number }) => ({
  ...briefOf(it),
  metres: Math.round(metres),
})

/** A box that the planner can cut; the circle is cut here. */
async function readNear(
  database: Database,
  audience: Audience,
  category: string,
  at: Place,
  since: number,
): Promise<CaseFile[]> {
  const half = boxAround(at, DUPLICATE_METRES)
  const rows = await database.read
    .selectFrom('case_file')
    .select('state')
    .where((eb) => eb.and(visibleTo(audience, eb)))
    .where('category', '=', category)
    .where('lng', '>=', at.lng - half.lng)
    .where('lng', '<=', at.lng + half.lng)
    .where('lat', '>=', at.lat - half.lat)
    .where('lat', '<=', at.lat + half.lat)
    .where((eb) =>
      eb.or([
        eb('done_seq', 'is', null),
        sql<boolean>`reported_at >= to_timestamp(${since / 1_000}::double precision)`,
      ]),
    )
    .orderBy('reported_at', 'desc')
    .limit(MOST_READ)
    .execute()
  return rows.map(({ state }) => complete(state))
}

/** Newest first. The number is compared in the database, by an account that may read it. */
async function readAgain(
  database: Database,
  audience: Audience,
  digits: string,
  since: number,
): Promise<CaseFile[]> {
  const rows = await database.write
    .selectFrom('case_file')
    .innerJoin('case_personal', (join) =>
      join.onRef('case_personal.case_id', '=', 'case_file.id').on('case_personal.version', '=', 1),
    )
    .select('state')
    .where(sql<boolean>`reported_at >= to_timestamp(${since / 1_000}::double precision)`)
    .where(
      sql<boolean>`right(regexp_replace(case_personal.data->'reporter'->>'phone', '\\D', '', 'g'), 11) = ${digits}`,
    )
    .orderBy('reported_at', 'desc')
    .limit(MOST_READ)
    .execute()
  return rows.map(({ state }) => complete(state)).filter((it) => redactCase(it, audience) !== null)
}

/** +86 138-0013-8000 and 13800138000 are one number. Fewer than seven digits are none. */
export function digitsOf(phone: string | null): string | null {
  const digits = phone?.replace(/\D/g, '').slice(-11) ?? ''
  return digits.length >= 7 ? digits : null
}
