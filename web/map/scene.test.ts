import fc from 'fast-check'
import { expect, it } from 'vitest'
import { treeOf } from '../layers/area-tree.ts'
import { changesSince } from '../layers/open-cases.ts'
import { caseOf, DISTRICT, HOUR, NOW } from '../layers/testing/district.ts'
import { wordsOf } from '../i18n/words.ts'
import { deriveScene, type Derived, type SceneInputs } from './scene.ts'

const tree = treeOf(DISTRICT)
const languages = ['zh-CN', 'en'] as const
const still = { basemap: null, closed: null, scope: null, heatMode: 'off', heat: null, scale: 1 } as const
const known = new Map<string, ReturnType<typeof caseOf>>()
/** A case that nobody touched is the same object. */
const kept = (n: number, version: number, area: string | null): ReturnType<typeof caseOf> => {
  const key = `${n} ${version} ${area}`
  let it_ = known.get(key)
  // What is filed an hour later is the same to the eye until it is due.
  if (!it_) known.set(key, (it_ = caseOf(n, { version, dueAt: NOW + (n % 40) * HOUR + version, area })))
  return it_
}

it('derived from the scene before, a scene is what it is derived from nothing', () => {
  const step = fc.record({
    cases: fc.uniqueArray(
      fc.record({
        n: fc.integer({ min: 1, max: 40 }),
        version: fc.nat(2),
        closed: fc.boolean(),
        away: fc.nat(6),
      }),
      { selector: ({ n }) => n, maxLength: 30 },
    ),
    hours: fc.nat(40),
    area: fc.constantFrom(null, 'S0', 'C11'),
    language: fc.constantFrom(...languages),
    hasTree: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 8 }), (steps) => {
      let before: Derived | null = null
      let now = NOW - 20 * HOUR
      for (const { cases, hours, area, language, hasTree } of steps) {
        const all = cases.map(({ n, version, closed, away }) => {
          const it_ = kept(n, version, away === 0 ? null : caseOf(n).area)
          return closed ? { ...it_, status: 'closed' as const, closedAt: NOW } : it_
        })
        const inputs: SceneInputs = {
          ...still,
          cases: new Map(all.map((it_) => [it_.id, it_])),
          tree: hasTree ? tree : null,
          area,
          language,
          words: wordsOf(language),
          measure: 'count',
          now: (now += hours * HOUR),
        }
        const next: Derived = deriveScene(inputs, before)
        const whole = deriveScene(inputs, null)
        const told = (it_: Derived) => ({
          open: [...it_.scene.open.all.values()]
            .map(({ id, urgency, area: where }) => `${id} ${urgency} ${where}`)
            .toSorted(),
          located: it_.scene.open.located,
          turnsAt: it_.scene.open.turnsAt,
          figures: [...it_.figures].toSorted(([a], [b]) => (a < b ? -1 : 1)),
          labels: it_.scene.labels,
        })
        expect(told(next)).toEqual(told(whole))
        // What is told as news is all that is other, and nothing that is not.
        const then = new Map(before?.scene.open.all)
        for (const [was, is] of changesSince(before?.scene.open.all ?? new Map(), next.scene.open)) {
          expect(was ?? undefined).toBe(then.get((was ?? is)!.id))
          expect(was).not.toBe(is)
          if (is) then.set(is.id, is)
          else then.delete(was!.id)
        }
        expect(then).toEqual(next.scene.open.all)
        before = next
      }
    }),
    { numRuns: 60 },
  )
})
