/**
 * What lies below the cases on the map: a PMTiles archive of the operator's, the ground made with the demo district,
 * or nothing. Reads an archive's header and what it says of itself; the tiles are read by the pages, in ranges.
 */
import { open } from 'node:fs/promises'
import { PMTiles, TileType, type Source } from 'pmtiles'
import type { BasemapReply } from '@shaotai/shared/contract/http.ts'

export const ARCHIVE_URL = '/basemap.pmtiles'
export const DEMO_GROUND_URL = '/demo/basemap.geojson'

/** Throws where the file is no archive that the pages can draw; `path` was found to be a file. */
export async function readArchive(path: string): Promise<BasemapReply> {
  const file = await open(path)
  try {
    const archive = new PMTiles(rangesOf(file, path))
    const header = await archive.getHeader()
    if (header.tileType !== TileType.Mvt)
      throw new Error('its tiles are pictures; the map draws vector tiles')
    const { attribution } = (await archive.getMetadata()) as { attribution?: unknown }
    return {
      kind: 'pmtiles',
      url: ARCHIVE_URL,
      attribution: typeof attribution === 'string' ? plain(attribution) : null,
      minZoom: header.minZoom,
      maxZoom: header.maxZoom,
      bounds: [header.minLon, header.minLat, header.maxLon, header.maxLat],
    }
  } finally {
    await file.close()
  }
}

const rangesOf = (file: Awaited<ReturnType<typeof open>>, path: string): Source => ({
  getKey: () => path,
  getBytes: async (offset, length) => {
    const bytes = new Uint8Array(length)
    const { bytesRead } = await file.read(bytes, 0, length, offset)
    return { data: bytes.buffer.slice(0, bytesRead) }
  },
})

/** Archives write links; the map shows text. */
const plain = (html: string): string | null =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&copy;', '©')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim() || null
