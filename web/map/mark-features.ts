/** Marks and clusters as features, and the pictures they ask for by name. Pure. */
import { KINDS, type DeadlineLevel, type Kind } from '@shaotai/shared/domain/vocabulary.ts'
import type { Feature, Point } from 'geojson'
import type { Gathered } from '../layers/clusters.ts'
import type { Urgency } from '../layers/urgency.ts'
import { clusterLook, MOSTLY_LATE, type ClusterLook } from './cluster-icon.ts'

/** Half the width of a single mark's halo, px at scale 1. */
const MARK_HALO_PX = 15

export type IconName = string
export type Icon = { is: 'mark'; kind: Kind; urgency: Urgency } | ({ is: 'cluster' } & ClusterLook)

const markName = (kind: Kind, urgency: Urgency): IconName => `mark-${kind}-${urgency}`
const clusterName = ({ radius, worst, late, mix }: ClusterLook): IconName =>
  `cluster-${radius}-${worst}-${late}-${mix.join('-')}`

/** What a name asks for; null: not a name of ours. */
export function iconOf(name: IconName): Icon | null {
  const [is, ...parts] = name.split('-')
  if (is === 'mark' && KINDS.some((kind) => kind === parts[0]))
    return { is, kind: parts[0] as Kind, urgency: Number(parts[1]) as Urgency }
  const [radius, worst, late, ...mix] = parts.map(Number)
  if (is === 'cluster' && mix.length === 3) {
    return {
      is,
      radius: radius!,
      worst: worst as Urgency,
      late: late as ClusterLook['late'],
      mix: mix as [number, number, number],
    }
  }
  return null
}

export const levelOf = (urgency: Urgency): { level: DeadlineLevel; overdueTimes: 0 | 1 | 2 | 3 } =>
  urgency === 0
    ? { level: 'on_track', overdueTimes: 0 }
    : urgency === 1
      ? { level: 'near_due', overdueTimes: 0 }
      : { level: 'overdue', overdueTimes: (urgency - 1) as 1 | 2 | 3 }

export function toMarkFeature(it: Gathered): Feature<Point> {
  const look = it.single ? null : clusterLook(it)
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [it.lng, it.lat] },
    properties: {
      id: it.key,
      icon: look ? clusterName(look) : markName(it.single!.kind, it.worst),
      label: it.count > 1 ? String(it.count) : '',
      worst: it.worst,
      onRed: (look?.late ?? 0) >= MOSTLY_LATE,
      halo: (look?.radius ?? MARK_HALO_PX - 6) + 6,
    },
  }
}
