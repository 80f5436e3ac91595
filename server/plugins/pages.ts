/** The built pages: files that never change under their name, and one page for every path of ours. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { sendProblem } from './errors.ts'
import { linksOf, readManifest } from './first-files.ts'

/** Paths that the pages' own router knows. */
const VIEWS = [
  '/',
  '/account',
  '/wall',
  '/brief',
  '/desk',
  '/cases/:id',
  '/admin',
  '/admin/:section',
  '/admin/:section/:key',
  '/design',
]

export const pages = fp<{ dir: string }>(async (app: FastifyInstance, { dir }) => {
  if (!existsSync(join(dir, 'index.html'))) {
    app.log.warn('the pages are not built: only the API is served (npm start builds them)')
    return
  }
  const manifest = readManifest(dir)
  await app.register(async (files) => {
    files.addHook('onRoute', (route) => {
      route.config = { ...route.config, allow: 'anyone', answers: 'page', rateLimit: false }
      route.schema = { ...route.schema, hide: true }
    })
    await files.register(fastifyStatic, {
      root: dir,
      index: false,
      wildcard: false, // the files as they were built; every other path is ours to answer
      cacheControl: false,
      setHeaders: (reply, path) => {
        // Vite names assets by their content; everything else is asked for anew.
        reply.header(
          'cache-control',
          path.includes(`${join(dir, 'assets')}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
        )
      },
    })
    // Here and not outside: sendFile belongs to the scope of the files.
    for (const view of VIEWS) {
      const links = linksOf(manifest, view)
      files.get(view, (_request, reply) => {
        if (links !== null) reply.header('link', links)
        return reply.header('cache-control', 'no-cache').sendFile('index.html')
      })
    }
    // A person who mistyped gets the page that says so; a program gets its problem document.
    files.get('/*', (request, reply) => {
      const isPage = !request.url.startsWith('/api') && /text\/html/.test(request.headers.accept ?? '')
      return isPage ? reply.code(404).sendFile('index.html') : sendProblem(request, reply, 'not_found')
    })
  })
})
