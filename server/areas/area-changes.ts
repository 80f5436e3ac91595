/** What one version of the tree changes in the one before: which areas, how, and by how many square metres. Pure. */
import type { AreaChange, AreaChangeKind } from '@shaotai/shared/contract/areas.ts'
import type { PlacedArea } from '@shaotai/shared/domain/area.ts'
import { FIT_LIMITS } from './fit-limits.ts'
import { planeAround } from './plane.ts'
import { ringsOf } from './rings.ts'

/** Without the cases, which are counted where they lie. By code. */
export function changesBetween(
  before: readonly PlacedArea[],
  after: readonly PlacedArea[],
): Omit<AreaChange, 'openCases'>[] {
  const [old, now] = [byCode(before), byCode(after)]
  const codes = [...new Set([...old.keys(), ...now.keys()])].toSorted()
  return codes.flatMap((code) => {
    const [was, is] = [old.get(code), now.get(code)]
    if (!was || !is) {
      const { name } = (was ?? is)!
      return [
        {
          code,
          name,
          was: null,
          kinds: [is ? 'added' : 'removed'] as AreaChangeKind[],
          movedSquareMetres: null,
        },
      ]
    }
    const movedSquareMetres = movedBetween(was, is)
    const kinds: AreaChangeKind[] = []
    if (was.name !== is.name || was.nameEn !== is.nameEn) kinds.push('renamed')
    if (movedSquareMetres !== null) kinds.push(movedSquareMetres > 0 ? 'moved' : 'redrawn')
    if (was.tier !== is.tier || was.parent !== is.parent || was.households !== is.households)
      kinds.push('amended')
    if (kinds.length === 0) return []
    return [{ code, name: is.name, was: was.name === is.name ? null : was.name, kinds, movedSquareMetres }]
  })
}

/** What only one of the two has; 0: the same place in other corners; null: the same corners. */
function movedBetween(was: PlacedArea, is: PlacedArea): number | null {
  const isSame =
    was.geometry.type === is.geometry.type &&
    JSON.stringify(was.geometry.coordinates) === JSON.stringify(is.geometry.coordinates)
  if (isSame) return null
  const plane = planeAround(ringsOf(is.geometry)[0]![0]!)
  const pieces = plane.either(plane.outlineOf(was.geometry), plane.outlineOf(is.geometry))
  const real = pieces.filter(({ widthMetres }) => widthMetres >= FIT_LIMITS.nothingMetres)
  return Math.round(real.reduce((sum, it) => sum + it.squareMetres, 0))
}

const byCode = (areas: readonly PlacedArea[]) => new Map(areas.map((it) => [it.code, it]))
