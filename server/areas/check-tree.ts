/** Codes, tiers, parents and names of areas that are good by themselves: whether they make one tree. No geometry. */
import type { Area } from '@shaotai/shared/domain/area.ts'
import { finding, type AreaFinding } from '@shaotai/shared/domain/area-finding.ts'
import { TIERS, type Tier } from '@shaotai/shared/domain/vocabulary.ts'

/** How wide a tier is: 0 is the widest. */
export const widthOf = (tier: Tier): number => TIERS.indexOf(tier)

export interface Given {
  feature: number
  area: Area
}

/**
 * `standing`: areas that stay beside those given; null: not known here, so that a parent that is not given is taken on
 * trust. `bad`: codes of features with a fault of their own; what hangs on them is not told a second time.
 */
export function checkTree(
  given: readonly Given[],
  standing: readonly Area[] | null,
  bad: ReadonlySet<string | null>,
): AreaFinding[] {
  const whole = new Map<string, Area>(
    [...(standing ?? []), ...given.map(({ area }) => area)].map((it) => [it.code, it]),
  )
  return [
    ...repeatedCodes(given),
    ...given.flatMap((it) => faultOfParent(it, whole, standing !== null, bad)),
    ...standingChildren(given, standing ?? []),
    ...namesAndHouseholds(given, whole),
  ]
}

/** Features whose code came before. */
export function repeatedCodes(given: readonly Given[]): AreaFinding[] {
  const first = new Map<string, number>()
  return given.flatMap(({ feature, area: { code } }) => {
    const earlier = first.get(code)
    if (earlier === undefined) first.set(code, feature)
    return earlier === undefined ? [] : [finding('code_twice', { feature, area: code, count: earlier })]
  })
}

/** A parent is known and wider than its child, which also means that nothing is above itself. */
function faultOfParent(
  { feature, area: { code, parent, tier } }: Given,
  whole: ReadonlyMap<string, Area>,
  isWholeKnown: boolean,
  bad: ReadonlySet<string | null>,
): AreaFinding[] {
  if (parent === null || bad.has(parent)) return []
  const above = whole.get(parent)
  const facts = { feature, area: code, others: [parent] }
  if (above === undefined) return isWholeKnown ? [finding('parent_unknown', facts)] : []
  if (widthOf(above.tier) < widthOf(tier)) return []
  return [finding('parent_not_wider', { ...facts, told: tier })]
}

/** What is loaded already must still fit below what is given. */
function standingChildren(given: readonly Given[], standing: readonly Area[]): AreaFinding[] {
  const changed = new Map(given.map((it) => [it.area.code, it]))
  return standing.flatMap((child) => {
    const parent = child.parent === null ? undefined : changed.get(child.parent)
    if (!parent || changed.has(child.code) || widthOf(parent.area.tier) < widthOf(child.tier)) return []
    const { feature, area } = parent
    return [
      finding('child_not_narrower', { feature, area: area.code, told: area.tier, others: [child.code] }),
    ]
  })
}

function namesAndHouseholds(given: readonly Given[], whole: ReadonlyMap<string, Area>): AreaFinding[] {
  const children = Map.groupBy(whole.values(), ({ parent }) => parent)
  const numberOf = new Map(given.map((it) => [it.area.code, it.feature]))
  const found: AreaFinding[] = []
  for (const siblings of children.values()) {
    for (const [name, same] of Map.groupBy(siblings, (it) => it.name)) {
      const [first, ...others] = same
      for (const { code } of others) {
        const feature = numberOf.get(code)
        if (feature !== undefined)
          found.push(finding('name_twice', { feature, area: code, told: name, others: [first!.code] }))
      }
    }
  }
  for (const { feature, area } of given) {
    const below = children.get(area.code) ?? []
    const counted = below.flatMap(({ households }) => households ?? [])
    const sum = counted.reduce((a, b) => a + b, 0)
    if (area.households === null || below.length === 0 || counted.length < below.length) continue
    if (sum !== area.households)
      found.push(
        finding('households_differ', {
          feature,
          area: area.code,
          told: String(area.households),
          count: sum,
        }),
      )
  }
  return found
}
