/** Where the map finds its ground, and the operator's archive itself. */
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { BasemapReplySchema, type BasemapReply } from '@shaotai/shared/contract/http.ts'
import { StartRefused } from '../db/start-refused.ts'
import { READERS } from '../directory/directory-routes.ts'
import type { Areas } from './areas.ts'
import { ARCHIVE_URL, DEMO_GROUND_URL, readArchive } from './basemap.ts'

export interface BasemapOptions {
  areas: Areas
  /** The archive; null: none. */
  file: string | null
  pagesDir: string
  /** The demo district's file; its ground lies beside it where pages are not built but served as they are written. */
  demoAreas: string | null
}

export async function basemapRoutes(
  app: FastifyInstance,
  { areas, file, pagesDir, demoAreas }: BasemapOptions,
): Promise<void> {
  const archive = file === null ? null : await archiveOrRefusal(file)
  if (archive?.attribution === null)
    app.log.warn({ file }, 'the basemap names no source; its licence may ask for one (metadata: attribution)')
  const hasDemoGround =
    existsSync(join(pagesDir, DEMO_GROUND_URL)) ||
    (demoAreas !== null && existsSync(join(dirname(demoAreas), basename(DEMO_GROUND_URL))))

  app.get(
    '/api/basemap',
    {
      config: { allow: READERS },
      schema: {
        tags: ['directory'],
        summary: 'The ground below the areas',
        response: { 200: BasemapReplySchema },
      },
    },
    async (): Promise<BasemapReply> => {
      if (archive) return archive
      const isDemo = hasDemoGround && areas.isDemo()
      return {
        kind: isDemo ? 'demo' : 'none',
        url: isDemo ? DEMO_GROUND_URL : null,
        attribution: null,
        minZoom: 0,
        maxZoom: 22,
        bounds: areas.bounds,
      }
    },
  )
  if (file === null) return
  await app.register(fastifyStatic, { root: dirname(file), serve: false, cacheControl: false })
  app.get(
    ARCHIVE_URL,
    // Ranges of a compressed answer would be ranges of something else; the tiles are compressed anyway.
    {
      config: { allow: 'anyone', answers: 'bytes', rateLimit: false },
      compress: false,
      schema: { hide: true },
    },
    (_request, reply) => reply.header('cache-control', 'no-cache').sendFile(basename(file)),
  )
}

async function archiveOrRefusal(file: string): Promise<BasemapReply> {
  try {
    return await readArchive(file)
  } catch (fault) {
    throw new StartRefused(
      `The basemap ${file} cannot be read: ${(fault as Error).message}.`,
      'The map would have no ground, so nothing was started.',
      'Name a PMTiles archive (version 3) of vector tiles in BASEMAP, or leave BASEMAP out.',
      { cause: fault },
    )
  }
}
