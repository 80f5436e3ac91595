/** `GET /api/openapi.json` and `/api/docs`: the API as its own schemas say it. */
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

export const openapi = fp(async (app: FastifyInstance) => {
  await app.register(swagger, {
    openapi: {
      info: {
        title: 'Shaotai 哨台',
        version: '1',
        description:
          'Cases of a district grid command centre: reporting, commands, figures. Errors are RFC 9457 problem documents with a code.',
      },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      security: [{ bearer: [] }],
    },
  })
})

/** Registered after every route; its own pages are for whoever can reach the server. */
export const openapiPages = fp(async (app: FastifyInstance) => {
  app.get('/api/openapi.json', { config: { allow: 'anyone', answers: 'text' }, schema: { hide: true } }, () =>
    app.swagger(),
  )
  await app.register(async (docs) => {
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, allow: 'anyone', answers: 'page' }
    })
    await docs.register(swaggerUi, { routePrefix: '/api/docs', staticCSP: true })
  })
})
