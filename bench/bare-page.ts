/**
 * Serves the two yardsticks of bench/bare-map. The bare map is given what the wall is: this keeps the live picture
 * as a wall does, hands out its open cases, and then what differs since it was last asked; one page at a time. The
 * replayed one is given a recording of a wall's map.
 */
import { readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import type { Picture } from '@shaotai/shared/domain/picture.ts'
import { openLive } from '../web/live/connect.ts'
import { diffFeatures, type SourceDiff } from '../web/map/geojson-diff.ts'
import { buildWithMaps } from './source-maps.ts'

export interface BarePage {
  url: string
  /** When this process had a picture up to a seq, epoch ms: what the page's own share of a delay is told from. */
  arrivals: [seq: number, at: number][]
  /** JSON of a Recording, for replay.html. */
  recording: string
  close: () => Promise<void>
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
}

/** Into `outDir`; done once. */
export const buildBarePage = (outDir: string): Promise<void> =>
  buildWithMaps(
    {
      configFile: false,
      root: join(import.meta.dirname, 'bare-map'),
      publicDir: false,
      worker: { format: 'es' },
      build: {
        target: 'es2022',
        chunkSizeWarningLimit: 2_000,
        rolldownOptions: {
          input: ['index.html', 'replay.html'].map((it) => join(import.meta.dirname, 'bare-map', it)),
        },
      },
    },
    outDir,
  )

export async function serveBarePage(outDir: string, serverUrl: string, token: string): Promise<BarePage> {
  const page: BarePage = { url: '', arrivals: [], recording: '{}', close }
  let picture: Picture | null = null
  let handed: ReadonlyMap<string, CaseView> = new Map()
  const live = openLive({
    url: serverUrl,
    audience: 'wall',
    token,
    clock: { now: () => performance.now() },
    random: Math.random,
    onPicture: (news) => {
      picture = news.picture
      page.arrivals.push([picture.seq, Date.now()])
    },
  })
  const server = createServer(({ url = '/' }, reply) => {
    const { pathname } = new URL(url, 'http://bare')
    if (pathname === '/cases' || pathname === '/changes') {
      const before = pathname === '/cases' ? new Map<string, CaseView>() : handed
      const cases = picture?.cases ?? before
      handed = cases
      const diff = diffFeatures(before, cases, toFeature)
      return sendJson(
        reply,
        pathname === '/changes' ? diff : { type: 'FeatureCollection', features: diff?.add ?? [] },
      )
    }
    if (pathname === '/recording')
      return reply.setHeader('content-type', 'application/json').end(page.recording)
    sendFile(reply, join(outDir, pathname === '/' ? 'index.html' : pathname))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  while (picture === null) await new Promise((resolve) => setTimeout(resolve, 100))
  page.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return page

  async function close(): Promise<void> {
    live.close()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

function toFeature(it: CaseView): SourceDiff['add'][number] | null {
  if (!isOpen(it) || it.lng === null || it.lat === null) return null
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [it.lng, it.lat] },
    properties: { id: it.id, kind: it.kind },
  }
}

function sendJson(reply: ServerResponse, body: unknown): void {
  reply.setHeader('content-type', 'application/json')
  reply.end(JSON.stringify(body))
}
function sendFile(reply: ServerResponse, path: string): void {
  try {
    const body = readFileSync(path)
    reply.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream')
    reply.end(body)
  } catch {
    reply.statusCode = 404
    reply.end()
  }
}
