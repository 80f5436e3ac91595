import { afterAll, beforeAll, expect, it } from 'vitest'
import { CommandBodySchemas } from '@shaotai/shared/domain/commands.ts'
import { LIFECYCLE_IDS, STATUSES } from '@shaotai/shared/domain/lifecycle.ts'
import { openTestApp, TEST_KEY, type TestApp } from '../test/app.ts'

let test: TestApp
let spec: unknown
beforeAll(async () => {
  test = await openTestApp()
  spec = (await test.ask(null, 'GET', '/api/openapi.json')).json()
})
afterAll(() => test.close())

/** Every list of words in the document that has this one. */
const listsWith = (word: string): string[][] => {
  const found: string[][] = []
  const look = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const { enum: words } = node as { enum?: unknown }
    if (Array.isArray(words) && words.includes(word)) found.push(words as string[])
    for (const value of Object.values(node)) look(value)
  }
  look(spec)
  return found
}

it.each([
  ['a status', 'pre_mediation', STATUSES],
  ['a lifecycle', 'main/1', LIFECYCLE_IDS],
] as const)('OpenAPI names %s by the words of the tables', (_, word, words) => {
  const lists = listsWith(word)
  expect(lists.length).toBeGreaterThan(0)
  for (const list of lists) expect(list.toSorted()).toEqual(words.toSorted())
})

it('OpenAPI has a body for every command of the tables', () => {
  const { paths } = spec as { paths: Record<string, Record<string, { requestBody?: unknown }>> }
  const body = JSON.stringify(paths['/api/cases/{id}/commands']!['post']!.requestBody)
  for (const type of Object.keys(CommandBodySchemas)) expect(body).toContain(`"${type}"`)
})

it('a case offers nobody a step that the document does not have', async () => {
  const { caseId } = (await test.report()).json<{ caseId: string }>()
  const offered = await Promise.all(
    ['intake', 'dispatcher', 'chief'].map(async (who) => {
      const answer = await test.ask(who, 'GET', `/api/cases/${caseId}`)
      return answer.json<{ allowedActions: string[] }>().allowedActions
    }),
  )
  for (const actions of offered) {
    expect(actions).toContain('merge')
    expect(actions.filter((it) => !(it in CommandBodySchemas))).toEqual([])
  }
})

/** Every part of the document that takes what it does not name, with the reason it gives; an empty one: none. */
const openIn = (node: unknown, path: string): [path: string, reason: string][] => {
  if (typeof node !== 'object' || node === null) return []
  const it = node as Record<string, unknown>
  if (typeof it['x-open'] === 'string') return [[path, it['x-open']]]
  // So the document writes null, of which nothing can be too many.
  const isNull = it['nullable'] === true && it['properties'] === undefined
  const isObject = it['type'] === 'object' && it['oneOf'] === undefined && !isNull
  // A map names the shape of its values; its keys have a pattern, which this version of OpenAPI cannot write.
  const isMap = typeof it['additionalProperties'] === 'object'
  const isOpen = isObject && !isMap && it['additionalProperties'] !== false
  const own: [string, string][] = isOpen ? [[path, '']] : []
  return [...own, ...Object.entries(it).flatMap(([key, value]) => openIn(value, `${path}/${key}`))]
}

const OPEN_BECAUSE = [
  'each report is checked by itself',
  'each item is checked by itself',
  'each is judged by itself, and says where it is wrong',
  'positions, nested as deep as the type asks',
  'an entry is of its list’s own schema',
  'a schema, of which JSON Schema is the schema',
]

it('F2 no part of the document is open but those that are judged one by one, each with its reason', () => {
  const open = openIn((spec as { paths: unknown }).paths, '')
  expect(open.filter(([, reason]) => reason === '')).toEqual([])
  expect([...new Set(open.map(([, reason]) => reason))].toSorted()).toEqual(OPEN_BECAUSE.toSorted())
})

interface Operation {
  parameters?: { in: string; name: string }[]
  requestBody?: { content: Record<string, unknown> }
}
const operations = (): [method: string, path: string, operation: Operation][] =>
  Object.entries((spec as { paths: Record<string, Record<string, Operation>> }).paths).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, string, Operation] => [
        method.toUpperCase(),
        path,
        operation,
      ]),
  )
/** Who may ask it, and a body that would be taken but for a field too many. */
const TAKEN: Record<string, [who: string, body: object]> = {
  'POST /api/session': ['admin', { username: 'a', password: 'b' }],
  'POST /api/ingest/{source}': [
    TEST_KEY,
    { kind: 'ticket', category: '0102', title: 't', externalId: 'closed' },
  ],
  'POST /api/cases/{id}/commands': ['chief', { type: 'urge', expectedVersion: 1, commandId: 'c' }],
  'POST /api/cases/{id}/secret-view': ['leader', { reason: 'instruction' }],
  'POST /api/cases/similar': ['chief', { category: '0102' }],
  'POST /api/cases/words': ['chief', { words: '路面' }],
  'POST /api/areas/at': ['chief', { lng: 117, lat: 30.5 }],
  'POST /api/areas': ['admin', { type: 'FeatureCollection', features: [{}] }],
  'POST /api/devices': ['admin', { name: 'x' }],
  'POST /api/devices/pairing/{code}/approve': ['admin', { name: 'x' }],
  'POST /api/devices/pairing/{code}/token': ['admin', { secret: 'x'.repeat(43) }],
  'POST /api/session/password': ['admin', { current: 'a', next: 'b' }],
  'POST /api/people': ['admin', { username: 'somebody', name: 'x', role: 'viewer' }],
  'POST /api/people/{id}': ['admin', { name: 'x' }],
  'POST /api/keys': ['admin', { name: 'x' }],
  'POST /api/keys/{id}/rotate': ['admin', {}],
  'PUT /api/directory/{list}/{key}': ['admin', { expectedRevision: 0, entry: {}, reason: 'because' }],
  'POST /api/directory/{list}/import': ['admin', { items: [] }],
  'POST /api/directory/routing_rules/dry-run': ['chief', {}],
}
/** Bodies that are no object of fields. */
const OTHERWISE = ['POST /api/history', 'POST /api/cases/{id}/evidence']
const isNothing = (body: unknown): boolean => JSON.stringify(body).includes('"enum":[null]')
const at = (path: string): string =>
  path
    .replace('{source}', 'hotline')
    .replace('{list}', 'departments')
    .replace('{key}', 'D01')
    .replace('{code}', 'ABCDEF')
    .replace('{id}', '01M80000000000000000000000')

it('F2 a body with one field too many is refused, and nothing of it is taken', async () => {
  const bodies = operations().flatMap(([method, path, { requestBody }]) =>
    requestBody && !isNothing(requestBody) && !OTHERWISE.includes(`${method} ${path}`)
      ? [`${method} ${path}`]
      : [],
  )
  const missing = bodies.filter((route) => !(route in TAKEN))
  expect(missing, `add a body that is taken, one line each: '${missing[0]}': [who, body]`).toEqual([])
  for (const route of bodies) {
    const [method, path] = route.split(' ') as ['POST' | 'PUT', string]
    const [who, body] = TAKEN[route]!
    const answer = await test.ask(who, method, at(path), { ...body, unheardOf: 'too many' })
    expect([route, answer.statusCode, answer.json()]).toMatchObject([route, 400, { code: 'bad_request' }])
    expect(answer.body).toContain('has a field that is not known: unheardOf')
  }
  expect(bodies.length).toBeGreaterThan(5)
})

it('F2 a query with one parameter too many is refused', async () => {
  const queries = operations().filter(
    ([method, , { parameters }]) => method === 'GET' && parameters?.some((it) => it.in === 'query'),
  )
  for (const [, path] of queries) {
    const answer = await test.ask(
      /^.api.(directory|audit)/.test(path) ? 'admin' : 'chief',
      'GET',
      `${at(path).replace('01M80000000000000000000000', 'reports')}?a=1`,
    )
    expect([path, answer.statusCode, answer.json()]).toMatchObject([path, 400, { code: 'bad_request' }])
  }
  expect(queries.length).toBeGreaterThan(4)
})
