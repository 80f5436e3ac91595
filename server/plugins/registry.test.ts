import { fastify, type RouteOptions } from 'fastify'
import { Type } from 'typebox'
import { expect, it } from 'vitest'
import { SOCKET_REQUESTS } from '@shaotai/shared/contract/socket.ts'
import { openRequests, type SocketRequest } from '../realtime/requests.ts'
import { registry } from './registry.ts'

const closed = { additionalProperties: false } as const
const Answer = Type.Object({ is: Type.String() }, closed)
const whole = {
  method: 'POST',
  url: '/api/things/:id',
  config: { allow: 'signed_in', about: 'thing' },
  schema: {
    params: Type.Object({ id: Type.String() }, closed),
    body: Type.Object({ name: Type.String() }, closed),
    response: { 200: Answer },
  },
  handler: async () => ({ is: 'so' }),
} satisfies RouteOptions

/** A server with this one route, started. */
const started = async (route: RouteOptions): Promise<string> => {
  const app = fastify()
  await app.register(registry)
  app.route(route)
  return app.ready().then(
    () => 'started',
    (fault: Error) => fault.message,
  )
}

it('F1 a route that says all of it starts', async () => {
  expect(await started(whole)).toBe('started')
})

it.each<[string, RouteOptions, string]>([
  ['who may use it', { ...whole, config: { about: 'thing' } }, 'does not say who may use it'],
  [
    'what its id is of',
    { ...whole, config: { allow: 'anyone' } },
    'does not say what the id in its path is of',
  ],
  ['its path', { ...whole, schema: { ...whole.schema, params: undefined } }, 'no schema of its path'],
  ['its body', { ...whole, schema: { ...whole.schema, body: undefined } }, 'no schema of its body'],
  ['its answer', { ...whole, schema: { ...whole.schema, response: {} } }, 'no schema of its answer'],
])('F1 a planted route without %s does not start, and is named', async (_, route, says) => {
  const told = await started(route)
  expect(told).toContain('route POST /api/things/:id')
  expect(told).toContain(says)
})

it.each<[string, object, string]>([
  ['body', { body: Type.Object({ name: Type.String() }) }, 'is open at body/'],
  [
    'part of an answer',
    { response: { 200: Type.Object({ items: Type.Array(Type.Object({})) }, closed) } },
    'is open at 200/items/items',
  ],
  [
    'value of any kind',
    { response: { 201: Type.Object({ it: Type.Unknown() }, closed) } },
    'is open at 201/it',
  ],
  [
    'branch',
    { response: { 200: Type.Union([Answer, Type.Object({ b: Type.Null() })]) } },
    'is open at 200/anyOf/1',
  ],
  ['query', { querystring: Type.Object({ q: Type.String() }) }, 'is open at querystring/'],
])('F2 a planted route with an open %s does not start', async (_, schema, says) => {
  const told = await started({ ...whole, schema: { ...whole.schema, ...schema } })
  expect(told).toContain(says)
})

const request = (name: keyof typeof SOCKET_REQUESTS): SocketRequest => ({
  allow: 'signed_in',
  takes: SOCKET_REQUESTS[name][0],
  answers: SOCKET_REQUESTS[name][1],
  handle: async () => {},
  refused: () => ({}),
})
const all = { hello: request('hello'), command: request('command'), look: request('look') }
const registered =
  (requests: Record<string, SocketRequest>, contract = SOCKET_REQUESTS) =>
  () =>
    openRequests(requests, contract, async () => null)

it('F1 a socket request that only one of register and contract has does not start, and is named', () => {
  expect(registered(all)().size).toBe(3)
  expect(registered({ hello: all.hello, look: all.look })).toThrow(
    'socket request command is in the contract and not in',
  )
  expect(registered({ ...all, planted: all.hello })).toThrow(
    'planted is in the register and not in the contract',
  )
  const planted = { ...SOCKET_REQUESTS, planted: SOCKET_REQUESTS.hello }
  expect(registered(all, planted)).toThrow('socket request planted is in the contract')
})

it('F1 F2 a socket request without rights, or with schemas that are open or not the contract’s, does not start', () => {
  const { allow: _, ...nobodys } = all.hello
  expect(registered({ ...all, hello: nobodys as SocketRequest })).toThrow(
    'hello does not say who may make it',
  )
  expect(registered({ ...all, hello: { ...all.hello, takes: Answer } })).toThrow(
    'other schemas than the contract',
  )
  const open = Type.Object({ any: Type.Unknown() })
  const contract = { ...SOCKET_REQUESTS, hello: [open, Answer] } as unknown as typeof SOCKET_REQUESTS
  const hello = { ...all.hello, takes: open, answers: Answer }
  expect(registered({ ...all, hello }, contract)).toThrow(/hello is open at \/\n.*hello is open at \/any/)
})
