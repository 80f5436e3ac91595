/**
 * The areas of a district as a tree: who lies in whom, what is shown when one is opened. Pure; read once from
 * the server's list. A tree may leave tiers out and have several roots.
 */
import type { AreasReply } from '@shaotai/shared/contract/http.ts'
import type { Area, AreaShape, Position } from '@shaotai/shared/domain/area.ts'
import { boundsOfShape, holds, isWithin, labelPlace, unionOf, type Bounds } from './geometry.ts'

export interface AreaNode extends Area {
  shape: AreaShape | null
  bounds: Bounds | null
  /** Where its name may stand; looked for when it is first asked for, since few names are ever on a screen. */
  readonly place: Position | null
  /** Codes of what lies directly in it and still stands. */
  children: readonly string[]
  /** It stands no more: known by its name and by what it lay in, and shown nowhere. */
  retired?: boolean
}
export interface AreaTree {
  byCode: ReadonlyMap<string, AreaNode>
  roots: readonly string[]
  /** Of all shapes; null: none has one. */
  bounds: Bounds | null
}

/** A parent that the list lacks makes its children roots. */
export function treeOf({ features }: AreasReply): AreaTree {
  const byCode = new Map<string, AreaNode & { children: string[] }>()
  for (const { properties, geometry } of features) {
    byCode.set(properties.code, nodeOf(properties, geometry))
  }
  const roots: string[] = []
  for (const it of byCode.values()) {
    if (it.retired) continue
    const parent = it.parent === null || it.parent === it.code ? undefined : byCode.get(it.parent)
    if (parent) parent.children.push(it.code)
    else roots.push(it.code)
  }
  return { byCode, roots, bounds: unionOf(Array.from(byCode.values(), (it) => it.bounds)) }
}

function nodeOf(properties: Area, shape: AreaShape | null): AreaNode & { children: string[] } {
  let place: Position | null = null
  return {
    ...properties,
    shape,
    bounds: shape && boundsOfShape(shape),
    get place() {
      return (place ??= shape && labelPlace(shape))
    },
    children: [],
  }
}

/** From the widest down to the area itself; empty for a code nobody knows. */
export function pathOf({ byCode }: AreaTree, code: string): string[] {
  const path: string[] = []
  for (let it = byCode.get(code); it && !path.includes(it.code); it = byCode.get(it.parent ?? ''))
    path.unshift(it.code)
  return path
}

/** The one root that holds everything, where there is one: it is the district itself, not a choice. */
export function wholeOf({ roots, byCode }: AreaTree): AreaNode | null {
  const only = roots.length === 1 ? byCode.get(roots[0]!)! : null
  return only && only.children.length > 0 ? only : null
}

/** What is told apart when `opened` is open: the areas in it, or itself where it is the smallest. */
export function shownIn(tree: AreaTree, opened: string | null): readonly string[] {
  const node = opened === null ? wholeOf(tree) : tree.byCode.get(opened)
  if (!node) return tree.roots
  return node.children.length > 0 ? node.children : [node.code]
}

/** Which of these holds the place; null: none. */
export function areaAt(tree: AreaTree, codes: readonly string[], lng: number, lat: number): string | null {
  for (const code of codes) {
    const it = tree.byCode.get(code)
    if (it?.shape && it.bounds && isWithin(it.bounds, lng, lat) && holds(it.shape, lng, lat)) return code
  }
  return null
}
