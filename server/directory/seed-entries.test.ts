import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { LIST_IDS, LISTS, type Entry } from '@shaotai/shared/directory/lists.ts'
import { toLimitPolicy } from '@shaotai/shared/directory/lists/policies.ts'
import type { Limit } from '@shaotai/shared/domain/calendar/calendar.ts'
import { MATTERS } from '../simulator/catalogue.ts'
import { KPIS } from '../kpi/definitions.ts'
import { DEMO_PEOPLE, demoLiaisons } from './first-start.ts'
import { judge, type Outside } from './lists/judge.ts'
import type { Held, Standing } from './lists/standing.ts'
import { ruleWarnings } from './lists/warnings.ts'
import { seedEntries } from './seed-entries.ts'

const areas = new Map(
  (
    JSON.parse(readFileSync(new URL('../../public/demo/areas.geojson', import.meta.url), 'utf8')) as {
      features: { properties: { code: string; parent: string | null } }[]
    }
  ).features.map(({ properties }) => [properties.code, properties.parent]),
)
const outside: Outside = {
  has: (list, key) =>
    list === 'areas'
      ? areas.has(key)
      : list === 'people'
        ? [...DEMO_PEOPLE, ...demoLiaisons()].some((it) => it.username === key)
        : KPIS.some((it) => it.id === key),
  users: () => [],
}
const held = (list: (typeof LIST_IDS)[number], entries: readonly Entry[]): ReadonlyMap<string, Held> =>
  new Map(
    entries.map((entry) => {
      const key = entry[LISTS[list].key] as string
      return [key, { key, entry, revision: 1, retired: false, at: 0 }]
    }),
  )
const standingOf = (demo: boolean): Standing =>
  new Map(
    LIST_IDS.map(
      (list) => [list, held(list, (seedEntries(demo)[list] ?? []) as unknown as Entry[])] as const,
    ),
  )

describe('the lists of a first start', () => {
  it.each([false, true])('would all be let in by the door, each key once (demo: %s)', (demo) => {
    const seed = seedEntries(demo)
    for (const list of LIST_IDS) {
      const entries = (seed[list] ?? []) as unknown as Entry[]
      const empty: Standing = new Map(standingOf(demo)).set(list, new Map())
      const verdicts = judge(
        empty,
        list,
        entries.map((entry) => ({ key: null, entry, expected: 0 })),
        outside,
      )
      expect(verdicts.filter((it) => it.outcome !== 'added')).toEqual([])
    }
  })
  it('are as many as the demo district promises: 51 departments with a roster, 83 items, a duty for every category', () => {
    const seed = seedEntries(true)
    expect([seed.departments!.length, seed.access_list!.length]).toEqual([51, 83])
    expect(new Set(seed.duty_roster!.map((it) => it.department))).toEqual(
      new Set(seed.departments!.map((it) => it.code)),
    )
    // Whatever is dispatched can be signed by somebody of that department, who is also on its roster.
    const liaisons = new Map(
      [...DEMO_PEOPLE, ...demoLiaisons()]
        .filter(({ role }) => role === 'liaison')
        .map((it) => [it.department, it.username]),
    )
    expect(liaisons.size).toBe(51)
    for (const { code, liaisons: named } of seed.departments!) {
      expect([code, named]).toEqual([code, [liaisons.get(code)]])
      expect(seed.duty_roster!.filter((it) => it.department === code).map((it) => it.person)).toContain(
        liaisons.get(code),
      )
    }
    expect(new Set(seed.duty_list!.map((it) => it.category))).toEqual(
      new Set(seed.categories!.map((it) => it.code)),
    )
    const official = seed.categories!.map((it) => it.officialCode!)
    expect(new Set(official).size).toBe(official.length)
    expect(seedEntries(false).routing_rules).toBeUndefined()
  })
  it.each<[string, Limit[]]>([
    [
      '0101',
      [
        { basis: 'working_hours', amount: 4 },
        { basis: 'working_days', amount: 7 },
        { basis: 'working_days', amount: 20 },
      ],
    ],
    ['0102', [{ basis: 'working_hours', amount: 4 }]],
    ['0103', [{ basis: 'working_days', amount: 2 }]],
    ['0104', [{ basis: 'working_hours', amount: 2 }]],
    ['0104b', [{ basis: 'working_hours', amount: 4 }]],
    ['0105', [{ basis: 'working_hours', amount: 4 }]],
    ['0106', [{ basis: 'working_days', amount: 5 }]],
    ['0122', [{ basis: 'working_days', amount: 3 }]],
  ])('give %s the limits of the published examples', (code, limits) => {
    const policy = toLimitPolicy(
      seedEntries(true).policies!.find((it) => it.code === code)!,
      1,
    )
    expect([policy.id, policy.stages.map((it) => it.limit)]).toEqual([`${code}@1`, limits])
  })
  it('have rules that can all fire, and a duty list that says what the demo’s dispatchers do', () => {
    const seed = seedEntries(true)
    const within = (area: string): string[] => {
      const parent = areas.get(area)
      return [area, ...(parent ? within(parent) : [])]
    }
    expect(ruleWarnings(seed.routing_rules!, standingOf(true), within, 'en')).toEqual([])
    expect(seed.duty_list!.map((it) => [it.category, it.lead]).toSorted()).toEqual(
      MATTERS.map((it) => [it.category, it.departments[0]]).toSorted(),
    )
  })
})
