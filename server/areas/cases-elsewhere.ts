/** How many open cases would fall into other areas if they were reported after a load. They keep theirs. */
import type pg from 'pg'
import type { AreaChange } from '@shaotai/shared/contract/areas.ts'
import type { PlacedArea } from '@shaotai/shared/domain/area.ts'
import { indexAreas } from './area-index.ts'
import type { Judgement } from './judge.ts'

export interface Elsewhere {
  elsewhere: number
  changes: AreaChange[]
}

/** By the tree as it stands and as it would be, whatever the case was born in. */
export async function countElsewhere(
  pool: pg.Pool,
  standing: readonly PlacedArea[],
  { areas, changes }: Judgement,
  replace: boolean,
): Promise<Elsewhere> {
  const left = new Map<string, number>()
  let elsewhere = 0
  if (standing.length > 0 && changes.length > 0) {
    const given = new Set(areas.map(({ code }) => code))
    const stays = replace ? [] : standing.filter(({ code }) => !given.has(code))
    const [before, after] = [indexAreas(standing), indexAreas([...stays, ...areas])]
    const { rows } = await pool.query<{ lng: number; lat: number }>(
      'select lng, lat from case_file where done_seq is null and lng is not null and lat is not null',
    )
    for (const { lng, lat } of rows) {
      const [was, is] = [before.at(lng, lat)?.path ?? [], after.at(lng, lat)?.path ?? []]
      if (was.length === is.length && was.every((code, i) => code === is[i])) continue
      elsewhere += 1
      for (const code of was) if (!is.includes(code)) left.set(code, (left.get(code) ?? 0) + 1)
    }
  }
  return { elsewhere, changes: changes.map((it) => ({ ...it, openCases: left.get(it.code) ?? 0 })) }
}
