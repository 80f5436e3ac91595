/** Headers and limits that every answer and every request get. Pages run our own scripts only. */
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import { fastify, type FastifyInstance, type FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { sendProblem } from './errors.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How a route's good answers may be kept; absent: not at all. */
    cacheControl?: string
  }
  interface FastifyInstance {
    /** For the answers that no hook is asked about. */
    guardHeaders: Record<string, string>
  }
}

export interface SecurityOptions {
  publicUrl: string | null
  /** Of one address; a route may ask for less in its config.rateLimit, or `false` for none. */
  requestsPerMinute?: number
}

/** Nobody needs more than a fast importer does. */
const REQUESTS_PER_MINUTE = 120_000
/**
 * What costs the database most is counted for each person, screen and key: many walls behind one address do not share, and
 * none of them asks a hundred times a second.
 */
const COSTLY_PER_MINUTE: Record<string, number> = {
  '/api/kpis': 6_000,
  '/api/kpis/:id/cases': 6_000,
  '/api/cases/closed-layer': 6_000,
  '/api/cases/similar': 6_000,
  '/api/cases/:id/similar': 6_000,
  '/api/areas': 6_000,
}

export const security = fp<SecurityOptions>(
  async (app: FastifyInstance, { publicUrl, requestsPerMinute = REQUESTS_PER_MINUTE }) => {
    const headers = await securityHeaders(publicUrl?.startsWith('https:') ?? false)
    app.decorate('guardHeaders', { ...headers, 'cache-control': 'no-store' })
    app.addHook('onRequest', (_, reply, done) => {
      reply.headers(headers)
      done()
    })
    app.addHook('onRoute', (route) => {
      const max = COSTLY_PER_MINUTE[route.url]
      if (max === undefined) return
      const keyGenerator = (request: FastifyRequest): string => request.principal?.tokenSha256 ?? request.ip
      const own = { max, timeWindow: 60_000, hook: 'preHandler', keyGenerator } as const
      route.config = { rateLimit: own, ...route.config }
    })
    await app.register(rateLimit, { global: false })
    // By address, before anybody asks who it is: a look-up of a made-up token costs the database as much as a real one's.
    const byAddress = app.createRateLimit({ max: requestsPerMinute, timeWindow: 60_000 })
    app.addHook('onRequest', async (request, reply) => {
      if (request.routeOptions.config?.rateLimit === false) return
      const counted = await byAddress(request)
      if (counted.isAllowed || !counted.isExceeded) return
      return sendProblem(request, reply.header('retry-after', counted.ttlInSeconds), 'too_many')
    })
    app.addHook('onSend', (request, reply, _, done) => {
      if (request.url.startsWith('/api')) {
        const own = reply.statusCode < 400 ? request.routeOptions.config.cacheControl : undefined
        reply.header('cache-control', own ?? 'no-store')
      }
      done()
    })
  },
)

/** What helmet sets, asked once: its plugin would compile the same policy anew for every answer. */
async function securityHeaders(isTls: boolean): Promise<Record<string, string>> {
  const empty = fastify()
  const { headers: without } = await empty.inject('/')
  const app = fastify()
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // MapLibre starts its worker from our own file; `blob:` is for browsers that need a wrapper.
        workerSrc: ["'self'", 'blob:'],
        imgSrc: ["'self'", 'data:', 'blob:'],
        // ECharts and MapLibre set element styles; no style element comes from outside.
        styleSrc: ["'self'", "'unsafe-inline'"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Over plain HTTP on an intranet a browser must not be told to insist on TLS.
    strictTransportSecurity: isTls ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    crossOriginOpenerPolicy: isTls,
    originAgentCluster: false,
    referrerPolicy: { policy: 'no-referrer' },
  })
  const { headers } = await app.inject('/')
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (name in without ? [] : [[name, String(value)]])),
  )
}

/** Pages of our own address, or of the address people type when a proxy stands in front. */
export function ownOrigins(
  publicUrl: string | null,
): (origin: string | undefined, host: string | undefined) => boolean {
  const own = publicUrl ? new URL(publicUrl).origin : null
  return (origin, host) => {
    if (origin === undefined || !URL.canParse(origin)) return false
    const page = new URL(origin)
    // A browser spells an origin in one way only; whatever merely reads as ours comes from elsewhere.
    if (page.origin !== origin) return false
    return origin === own || (host !== undefined && page.host === host)
  }
}
