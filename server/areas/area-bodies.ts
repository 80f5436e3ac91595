/**
 * Areas as the answer of `GET /api/areas`: made and compressed once for each set of tiers, kept until areas change.
 * A district's outlines are a megabyte, the same for every screen: a second wall costs nothing but the sending.
 */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip as gzipWithCallback } from 'node:zlib'
import type { AreasReply } from '@shaotai/shared/contract/http.ts'
import type { Area, AreaShape, PlacedArea, Polygon, Position } from '@shaotai/shared/domain/area.ts'
import type { Tier } from '@shaotai/shared/domain/vocabulary.ts'
import type { Areas } from './areas.ts'

export type Form = 'geojson' | 'list'
export interface BodyOf {
  /** Empty: all of them. */
  tiers: ReadonlySet<Tier>
  form: Form
  /** Also those that stood once, without outlines. */
  retired: boolean
  /** null: as it stands. */
  version: number | null
}
export interface AreaBody {
  /** By content: the same areas have the same tag in every process and after every restart. */
  etag: string
  gzipped: Buffer
}

const gzip = promisify(gzipWithCallback)
/** What is asked for: a wall's tiers, the desk's list, a few more. Beyond that somebody plays with the address. */
const KEPT = 16

export function openAreaBodies(areas: Pick<Areas, 'list' | 'retired' | 'listOf'>): {
  /** null: there is no such version. */
  body: (of: BodyOf) => Promise<AreaBody | null>
} {
  let of: readonly PlacedArea[] | null = null
  let kept = new Map<string, Promise<AreaBody | null>>()
  return {
    body: ({ tiers, form, retired, version }) => {
      const list = areas.list()
      if (of !== list) {
        of = list
        kept = new Map()
      }
      const name = `${form} ${retired} ${version} ${[...tiers].toSorted().join()}`
      const known = kept.get(name)
      if (known) return known
      const isAsked = ({ tier }: Area): boolean => tiers.size === 0 || tiers.has(tier)
      const gone = retired ? areas.retired().filter(isAsked) : []
      const made =
        version === null
          ? makeBody(list.filter(isAsked), gone, form)
          : areas.listOf(version).then((old) => old && makeBody(old.filter(isAsked), gone, form))
      if (kept.size >= KEPT) kept.delete(kept.keys().next().value!)
      kept.set(name, made)
      made.catch(() => kept.get(name) === made && kept.delete(name)) // a failure is nobody's answer but the asker's
      return made
    },
  }
}

async function makeBody(list: readonly PlacedArea[], gone: readonly Area[], form: Form): Promise<AreaBody> {
  const there = new Set(list.map(({ code }) => code)) // of an old version: some that are gone now stood then
  const standing = list.map(({ geometry, ...properties }) => ({
    type: 'Feature' as const,
    id: properties.code,
    properties,
    geometry: form === 'geojson' ? inTenthsOfMetres(geometry) : null,
  }))
  const retired = gone
    .filter(({ code }) => !there.has(code))
    .map((it) => ({
      type: 'Feature' as const,
      id: it.code,
      properties: { ...it, retired: true },
      geometry: null,
    }))
  const reply: AreasReply = { type: 'FeatureCollection', features: [...standing, ...retired] }
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
