/** Headers and limits that every answer and every request get. Pages run our own scripts only. */
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

export interface SecurityOptions {
  publicUrl: string | null
}

/** A route may ask for less in its config.rateLimit; nobody needs more than a fast importer does. */
const REQUESTS_PER_MINUTE = 120_000

export const security = fp<SecurityOptions>(async (app: FastifyInstance, { publicUrl }) => {
  const isTls = publicUrl?.startsWith('https:') ?? false
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
  await app.register(rateLimit, { global: true, max: REQUESTS_PER_MINUTE, timeWindow: 60_000 })
  app.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api')) reply.header('cache-control', 'no-store')
  })
})

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
