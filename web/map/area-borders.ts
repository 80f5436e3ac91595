/** From which zoom a tier's borders and names make sense: when its areas are wide enough to be told apart. Pure. */
import type { Tier } from '@shaotai/shared/domain/vocabulary.ts'
import type { AreaTree } from '../layers/area-tree.ts'
import { zoomFor } from './area-labels.ts'

/** A border is worth drawing where its areas are so wide, px at scale 1. */
const BORDER_PX = 40

const known = new WeakMap<AreaTree, Map<number, Partial<Record<Tier, number>>>>()

/** By tier, of its middle-sized area; kept with the tree, which never changes. */
export function tierZooms(tree: AreaTree, scale: number): Partial<Record<Tier, number>> {
  const kept = known.get(tree) ?? new Map<number, Partial<Record<Tier, number>>>()
  known.set(tree, kept)
  let zooms = kept.get(scale)
  if (!zooms) kept.set(scale, (zooms = measure(tree, scale)))
  return zooms
}

function measure({ byCode }: AreaTree, scale: number): Partial<Record<Tier, number>> {
  const all: Partial<Record<Tier, number[]>> = {}
  for (const it of byCode.values()) if (it.bounds) (all[it.tier] ??= []).push(zoomFor(it, BORDER_PX * scale))
  const zooms: Partial<Record<Tier, number>> = {}
  for (const [tier, values] of Object.entries(all) as [Tier, number[]][])
    zooms[tier] = Math.round(values.sort((a, b) => a - b)[values.length >> 1]! * 10) / 10
  return zooms
}
