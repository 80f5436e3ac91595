/** What a page asked of its map, in the order in which it did: recorder.ts writes it, replay.ts asks it again. */
import type { MapOptions } from '../../web/node_modules/maplibre-gl'

export interface Recording {
  options: Omit<MapOptions, 'container'>
  calls: Call[]
  /** By name: pictures that a style asked for. */
  images: Record<string, Picture>
  /** By protocol: what was fetched through it. */
  grounds: Record<string, object>
}
/** `source`: of which; null: of the map itself. `at`: ms since the map was made. */
export interface Call {
  at: number
  source: string | null
  method: string
  args: unknown[]
}
export interface Picture {
  width: number
  height: number
  pixelRatio: number
  /** Base64 of four bytes a pixel. */
  bytes: string
}
