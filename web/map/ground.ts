/**
 * Fetches the ground for MapLibre: GeoJSON of the demo district, or tiles out of an archive read by ranges. Both
 * through protocols of our own, because the page's font must have every character of a name before the map draws
 * it. Knows nothing of how the ground looks.
 */
import type { BasemapReply } from '@shaotai/shared/contract/http.ts'
import type { FeatureCollection } from 'geojson'
import { addProtocol, removeProtocol } from 'maplibre-gl'
import type { Ground } from './basemap-style.ts'
import { NO_GROUND } from './basemap-style.ts'
import { fontFor, fontForBytes } from './page-font.ts'

let opened = 0

export interface OpenGround {
  ground: Ground
  close(): void
}

export async function openGround(basemap: BasemapReply | null): Promise<OpenGround> {
  if (!basemap?.url || basemap.kind === 'none') return { ground: NO_GROUND, close: () => {} }
  opened += 1
  const protocol = `ground-${opened}`
  const url = new URL(basemap.url, location.href).href
  const close = () => removeProtocol(protocol)
  const { minZoom, maxZoom } = basemap
  if (basemap.kind === 'demo') {
    addProtocol(protocol, async (_, { signal }) => ({ data: await readGeoJson(url, signal) }))
    return { ground: { kind: 'demo', url: `${protocol}://ground`, minZoom, maxZoom }, close }
  }
  const { PMTiles } = await import('pmtiles')
  const archive = new PMTiles(url)
  addProtocol(protocol, async ({ url: asked }, { signal }) => {
    const [z, x, y] = asked.slice(`${protocol}://`.length).split('/').map(Number)
    const tile = await archive.getZxy(z!, x!, y!, signal)
    if (!tile) return { data: new ArrayBuffer(0) }
    await fontForBytes(tile.data)
    return { data: tile.data }
  })
  return { ground: { kind: 'pmtiles', url: `${protocol}://{z}/{x}/{y}`, minZoom, maxZoom }, close }
}

async function readGeoJson(url: string, signal: AbortSignal): Promise<FeatureCollection> {
  const reply = await fetch(url, { signal })
  if (!reply.ok) throw new Error(`The ground at ${url} answered ${reply.status}: the map goes without it.`)
  const text = await reply.text()
  await fontFor(text)
  return JSON.parse(text) as FeatureCollection
}
