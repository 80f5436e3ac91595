/** The cases of one reporter, by telephone number or name; and those in whose text they are only mentioned. */
import type pg from 'pg'
import { digitsOf } from '../cases/similar.ts'

export interface Reported {
  /** The reporter is the one sought. */
  cases: string[]
  /** Somebody else's, with the number or the name in their text: for a person to look at. */
  mentioned: string[]
}

/** `phone` is compared by its last eleven digits, `name` as it was written. Null: fewer than seven digits are no number. */
export async function findReporter(
  client: pg.ClientBase,
  { phone, name }: { phone?: string | undefined; name?: string | undefined },
): Promise<Reported | null> {
  const digits = phone === undefined ? null : digitsOf(phone)
  if (phone !== undefined && !digits) return null
  const { rows } = await client.query<{ id: string; theirs: boolean }>(
    `select case_id as id, bool_or(
              ($1::text is null or right(regexp_replace(data->'reporter'->>'phone', '\\D', '', 'g'), 11) = $1)
              and ($2::text is null or data->'reporter'->>'name' = $2)) is true as theirs
       from case_personal
      where right(regexp_replace(data->'reporter'->>'phone', '\\D', '', 'g'), 11) = $1
         or data->'reporter'->>'name' = $2
         or ($1::text is not null and strpos(regexp_replace(data::text, '[ -]', '', 'g'), $1) > 0)
         or ($2::text is not null and strpos(data::text, $2) > 0)
      group by case_id order by case_id`,
    [digits, name ?? null],
  )
  return {
    cases: rows.filter(({ theirs }) => theirs).map(({ id }) => id),
    mentioned: rows.filter(({ theirs }) => !theirs).map(({ id }) => id),
  }
}
