/**
 * Rules that can never fire: everything they ask for, one earlier rule already takes, or what they ask for contradicts
 * itself (a case being of its category's kind). Sure of what it names; rules that several earlier ones cover only together it
 * leaves to the dry run, which counts what fires.
 */
import type { RoutingRule, When } from '../../directory/lists/routing-rule-fields.ts'
import { minutesOf } from './route.ts'

export interface Surroundings {
  /** Of a category; undefined where it is not known. */
  kindOf: (category: string) => string | undefined
  /** An area and everything that holds it. */
  areaWithin: (area: string) => readonly string[]
}
export interface Shadowed {
  rule: string
  /** The earlier rule; the rule itself where it contradicts itself. */
  by: string
}

/** `rules` in the order in which they are asked. */
export const shadowed = (rules: readonly RoutingRule[], around: Surroundings): Shadowed[] =>
  rules.flatMap((rule, i) => {
    if (contradicts(rule.when, around)) return [{ rule: rule.code, by: rule.code }]
    const earlier = rules.slice(0, i).find((it) => covers(it.when, rule.when, around))
    return earlier ? [{ rule: rule.code, by: earlier.code }] : []
  })

/** None of its categories is of its kinds. */
const contradicts = ({ kinds, categories }: When, { kindOf }: Surroundings): boolean =>
  kinds !== undefined &&
  categories !== undefined &&
  categories.every((it) => {
    const kind = kindOf(it)
    return kind !== undefined && !(kinds as string[]).includes(kind)
  })

/** Whatever the narrow one matches, the wide one does too. */
export function covers(wide: When, narrow: When, { kindOf, areaWithin }: Surroundings): boolean {
  const isPart = <T>(all: readonly T[] | undefined, some: readonly T[] | undefined): boolean =>
    all === undefined || (some !== undefined && some.every((it) => all.includes(it)))
  // Categories say their kinds: "hazards" takes "gas leaks" whole.
  const kinds = narrow.kinds ?? (narrow.categories?.map(kindOf) as When['kinds'])
  return (
    isPart(wide.kinds, kinds) &&
    isPart(wide.categories, narrow.categories) &&
    isPart(wide.priorities, narrow.priorities) &&
    isPart(wide.severities, narrow.severities) &&
    isPart(wide.weekdays, narrow.weekdays) &&
    (wide.areas === undefined ||
      (narrow.areas !== undefined &&
        narrow.areas.every((it) => areaWithin(it).some((outer) => wide.areas!.includes(outer))))) &&
    (wide.day === undefined ||
      wide.day === narrow.day ||
      (wide.day === 'working' && narrow.hours === 'office')) &&
    (wide.hours === undefined ||
      wide.hours === narrow.hours ||
      // No office opens on a day off.
      (wide.hours === 'outside' && narrow.day === 'off')) &&
    coversTimes(wide.between, narrow.between)
  )
}

const DAY_MINUTES = 1_440

/** Spans of the clock's circle: the inner one begins within the outer one and is over before it. */
function coversTimes(wide: When['between'], narrow: When['between']): boolean {
  if (wide === undefined) return true
  const outer = minutesOf(wide)
  if (lengthOf(outer) === DAY_MINUTES) return true
  if (narrow === undefined) return false
  const inner = minutesOf(narrow)
  const begins = (inner[0] - outer[0] + DAY_MINUTES) % DAY_MINUTES
  return begins + lengthOf(inner) <= lengthOf(outer)
}
/** Equal ends are the whole day. */
const lengthOf = ([from, to]: readonly [number, number]): number =>
  (to - from + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES
