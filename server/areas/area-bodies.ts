/**
 * Areas as the answer of `GET /api/areas`: made and compressed once for each set of tiers, kept until areas change.
 * A district's outlines are a megabyte, the same for every screen: a second wall costs nothing but the sending.
 */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip as gzipWithCallback } from 'node:zlib'
import type { AreasReply } from '@shaotai/shared/contract/http.ts'
import type { AreaShape, Polygon, Position } from '@shaotai/shared/domain/area.ts'
import type { Tier } from '@shaotai/shared/domain/vocabulary.ts'
import type { Areas } from './areas.ts'
import type { PlacedArea } from './check-areas.ts'

export type Form = 'geojson' | 'list'
export interface AreaBody {
  /** By content: the same areas have the same tag in every process and after every restart. */
  etag: string
  gzipped: Buffer
}

const gzip = promisify(gzipWithCallback)
/** What is asked for: a wall's tiers, the desk's list, a few more. Beyond that somebody plays with the address. */
const KEPT = 16

export function openAreaBodies(areas: Pick<Areas, 'list'>): {
  /** `tiers` empty: all of them. */
  body: (tiers: ReadonlySet<Tier>, form: Form) => Promise<AreaBody>
} {
  let of: readonly PlacedArea[] | null = null
  let kept = new Map<string, Promise<AreaBody>>()
  return {
    body: (tiers, form) => {
      const list = areas.list()
      if (of !== list) {
        of = list
        kept = new Map()
      }
      const name = `${form} ${[...tiers].toSorted().join()}`
      const known = kept.get(name)
      if (known) return known
      const made = makeBody(
        list.filter(({ tier }) => tiers.size === 0 || tiers.has(tier)),
        form,
      )
      if (kept.size >= KEPT) kept.delete(kept.keys().next().value!)
      kept.set(name, made)
      return made
    },
  }
}

async function makeBody(list: readonly PlacedArea[], form: Form): Promise<AreaBody> {
  const reply: AreasReply = {
    type: 'FeatureCollection',
    features: list.map(({ geometry, ...properties }) => ({
      type: 'Feature',
      id: properties.code,
      properties,
      geometry: form === 'geojson' ? inTenthsOfMetres(geometry) : null,
    })),
  }
  const text = JSON.stringify(reply)
  return {
    etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`,
    gzipped: await gzip(text),
  }
}

/** Six decimals of a degree, as the places of cases have: neighbours that share a corner still share it. */
function inTenthsOfMetres({ type, coordinates }: AreaShape): AreaShape {
  const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6
  const ring = (it: Position[]): Position[] => it.map(([lng, lat]) => [round(lng), round(lat)])
  return type === 'Polygon'
    ? { type, coordinates: (coordinates as Polygon).map(ring) }
    : { type, coordinates: (coordinates as Polygon[]).map((part) => part.map(ring)) }
}
