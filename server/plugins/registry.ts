/**
 * The register of routes: each says who may use it, what the id in its path is of, and by closed schemas what goes in
 * and out. The server does not start with one that does not. Knows declarations only; auth.ts acts on them.
 */
import type { FastifyInstance, RouteOptions } from 'fastify'
import fp from 'fastify-plugin'
import { openParts } from '@shaotai/shared/contract/closed.ts'
import type { Allow } from './auth.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may ask. */
    allow?: Allow
    /** Also for somebody who must change a one-time password first. */
    beforeChange?: boolean
    /** Of a path with an id: what the id is of, so that it is plain whose objects are asked for. */
    about?: string
    /** Instead of JSON by its schema: a built page or its files, bytes, or text. */
    answers?: 'page' | 'bytes' | 'text'
  }
  interface FastifyInstance {
    /** `GET /api/cases/:id`, of every route there is, pages and documents among them. */
    registered: () => string[]
  }
}

export const registry = fp(async (app: FastifyInstance) => {
  const routes: RouteOptions[] = []
  app.addHook('onRoute', (route) => void routes.push(route))
  app.decorate('registered', () => [
    ...new Set(routes.flatMap(({ method, url }) => asking(method).map((it) => `${it} ${url}`))),
  ])
  // Judged when all are known: a plugin's own hook may say it for routes that a library made.
  app.addHook('onReady', async () => {
    const faults = routes.flatMap((route) => faultsOf(route))
    if (faults.length > 0) throw new Error(`routes that may not start:\n${faults.join('\n')}`)
  })
})

/** HEAD and OPTIONS come with the others. */
const asking = (method: RouteOptions['method']): string[] =>
  [method].flat().filter((it) => it !== 'HEAD' && it !== 'OPTIONS')

interface Declared {
  params?: unknown
  querystring?: unknown
  body?: unknown
  response?: Record<string, unknown>
}

/** What is missing, a sentence each; none: the route may start. */
export function faultsOf({ method, url, config, schema = {} }: RouteOptions): string[] {
  const methods = asking(method)
  if (methods.length === 0) return []
  const faults: string[] = []
  const say = (what: string): void => void faults.push(`route ${methods.join('|')} ${url} ${what}`)
  const { params, querystring, body, response = {} } = schema as Declared
  if (config?.allow === undefined) say('does not say who may use it (config.allow)')
  if (config?.answers === 'page') return faults
  if (url.includes('/:')) {
    if (config?.about === undefined) say('does not say what the id in its path is of (config.about)')
    if (params === undefined) say('has no schema of its path (schema.params)')
  }
  if (body === undefined && methods.some((it) => it !== 'GET' && it !== 'DELETE'))
    say('has no schema of its body (schema.body)')
  const good = Object.entries(response).filter(([status]) => status.startsWith('2'))
  if (good.length === 0 && config?.answers === undefined)
    say('has no schema of its answer (schema.response, by status)')
  for (const [where, it] of Object.entries({ params, querystring, body, ...Object.fromEntries(good) })) {
    for (const part of openParts(it)) say(`is open at ${where}${part}: close it, or say why not (x-open)`)
  }
  return faults
}
