/** Headers and limits that every answer and every request get. Pages run our own scripts only. */
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import { fastify, type FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

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
}

/** A route may ask for less in its config.rateLimit; nobody needs more than a fast importer does. */
const REQUESTS_PER_MINUTE = 120_000

export const security = fp<SecurityOptions>(async (app: FastifyInstance, { publicUrl }) => {
  const headers = await securityHeaders(publicUrl?.startsWith('https:') ?? false)
  app.decorate('guardHeaders', { ...headers, 'cache-control': 'no-store' })
  app.addHook('onRequest', (_, reply, done) => {
    reply.headers(headers)
    done()
  })
  await app.register(rateLimit, { global: true, max: REQUESTS_PER_MINUTE, timeWindow: 60_000 })
  app.addHook('onSend', (request, reply, _, done) => {
    if (request.url.startsWith('/api')) {
      const own = reply.statusCode < 400 ? request.routeOptions.config.cacheControl : undefined
      reply.header('cache-control', own ?? 'no-store')
    }
    done()
  })
})

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
    return origin === own || (host !== undefined && new URL(origin).host === host)
  }
}
