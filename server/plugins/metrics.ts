/** `/metrics`: Prometheus text. Anonymous from loopback only; from elsewhere with a key or as administrator. */
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { sendProblem } from './errors.ts'

/** What is asked for at the moment of a scrape. */
export interface MetricsOptions {
  gauges: Record<string, { help: string; read: () => number }>
}
export interface Meters {
  registry: Registry
  /** `outcome` is accepted, replayed or refused. */
  reports: Counter<'outcome'>
  requestSeconds: Histogram<'method' | 'route' | 'status'>
  divergence: Counter
}

declare module 'fastify' {
  interface FastifyInstance {
    meters: Meters
  }
}

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

export const metrics = fp<MetricsOptions>(async (app: FastifyInstance, { gauges }) => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'shaotai_' })
  const meters: Meters = {
    registry,
    reports: new Counter({
      name: 'shaotai_reports_total',
      help: 'Reports by outcome',
      labelNames: ['outcome'],
      registers: [registry],
    }),
    requestSeconds: new Histogram({
      name: 'shaotai_http_request_seconds',
      help: 'Time to answer, by route',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers: [registry],
    }),
    divergence: new Counter({
      name: 'shaotai_divergence_total',
      help: 'Screens whose picture differed from ours; must stay 0',
      registers: [registry],
    }),
  }
  for (const [name, { help, read }] of Object.entries(gauges)) {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  }
  app.decorate('meters', meters)
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    meters.requestSeconds.observe(
      { method: request.method, route, status: String(reply.statusCode) },
      reply.elapsedTime / 1_000,
    )
  })
  app.get(
    '/metrics',
    {
      config: { allow: 'anyone', answers: 'text' },
      schema: { tags: ['operations'], summary: 'Prometheus text' },
    },
    async (request, reply) => {
      const isForwarded = request.headers['x-forwarded-for'] !== undefined
      const mayLook =
        (LOOPBACK.has(request.ip) && !isForwarded) ||
        request.principal?.role === 'admin' ||
        request.principal?.kind === 'key'
      if (!mayLook) return sendProblem(request, reply, 'not_signed_in')
      return reply.type(registry.contentType).send(await registry.metrics())
    },
  )
})
