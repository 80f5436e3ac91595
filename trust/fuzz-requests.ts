/**
 * Requests that somebody could send, made from the server's own description of itself: its routes with spoilt bodies, paths
 * and queries; content types that almost are one; parameters twice; and bytes that are hardly HTTP. Sends nothing.
 */
import fc, { type Arbitrary } from 'fast-check'
import { NASTY, spoilt, valueOf, type Known, type Schema } from './fuzz-values.ts'

export interface Operation {
  method: string
  /** As OpenAPI writes it: `/api/cases/{id}`. */
  path: string
  params: { name: string; in: string; schema: Schema }[]
  /** null: it has no body. */
  body: Schema | null
  bodyTypes: string[]
  /** By status, as JSON schemas; null where the answer is no JSON. */
  answers: Record<string, Schema | null>
}
export interface OpenApi {
  paths: Record<string, Record<string, OpenApiOperation>>
}
interface OpenApiOperation {
  parameters?: Operation['params']
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses?: Record<string, { content?: Record<string, { schema?: Schema }> }>
}

export const operationsOf = ({ paths }: OpenApi): Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, it]) => ({
      method: method.toUpperCase(),
      path,
      params: it.parameters ?? [],
      body: Object.values(it.requestBody?.content ?? {})[0]?.schema ?? null,
      bodyTypes: Object.keys(it.requestBody?.content ?? {}),
      answers: Object.fromEntries(
        Object.entries(it.responses ?? {}).map(([status, { content = {} }]) => [
          status,
          content['application/json']?.schema ?? null,
        ]),
      ),
    })),
  )

/** Who asks, by a word that the sender knows; `cookie`: by cookie, from a page of this origin. */
export interface Who {
  name: string
  by: 'bearer' | 'cookie'
  origin: string | null
}
export interface FuzzRequest {
  /** null: bytes that are no request of any operation. */
  operation: Operation | null
  kind: 'spoilt' | 'content type' | 'pollution' | 'raw'
  who: Who
  method: string
  url: string
  headers: Record<string, string>
  body: Buffer | null
  /** For a bare connection, instead of all above. */
  raw: Buffer | null
}

const CONTENT_TYPES = [
  'application/json\t',
  ' application/json',
  'Application/JSON',
  'application/json;',
  'application/json; charset=utf-16',
  'application/json;charset=utf8;charset=x',
  'application/json\t; x',
  'application/json, text/plain',
  'application/jsonx',
  'application/ld+json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'text/xml',
  'application/',
  '/',
  'a'.repeat(2_000),
  '',
]
const texts = NASTY.filter((it) => typeof it === 'string' && it.length < 1_000) as string[]
const word: Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 30, unit: 'grapheme' }),
  fc.constantFrom(...texts, ...'0,-1,1e9,true,null,[],%,a&b=c,..,.,*'.split(',')),
)
/** Percent-encoded; or not quite, as a hand would write it. */
const encoded = (text: string, well: boolean): string =>
  well
    ? encodeURIComponent(text.toWellFormed())
    : [...text]
        .map((it) =>
          /[\w.~-]/.test(it) ? it : `%${(it.codePointAt(0)! & 0xff).toString(16).padStart(2, '0')}`,
        )
        .join('')

export interface Makes {
  operations: readonly Operation[]
  known: Known
  /** Names of those who may ask. */
  people: readonly string[]
  origins: readonly string[]
}

export function requests({ operations, known, people, origins }: Makes): Arbitrary<FuzzRequest> {
  const who: Arbitrary<Who> = fc.record({
    name: fc.constantFrom(...people),
    by: fc.constantFrom('bearer', 'bearer', 'bearer', 'cookie'),
    origin: fc.constantFrom(null, ...origins),
  })
  const addressOf = (it: Operation, twice: boolean): Arbitrary<string> => {
    const text = (schema: Schema, name: string): Arbitrary<string> =>
      fc.oneof(
        { weight: 3, arbitrary: valueOf(schema, known, name).map((value) => String(value as never)) },
        { weight: 1, arbitrary: word },
      )
    const path = fc.tuple(
      ...it.params
        .filter((param) => param.in === 'path')
        .map((param) => text(param.schema, param.name).map((value) => [param.name, value] as const)),
    )
    const query = fc.array(
      fc.oneof(
        ...(it.params.some((param) => param.in === 'query')
          ? [
              {
                weight: 4,
                arbitrary: fc
                  .constantFrom(...it.params.filter((param) => param.in === 'query'))
                  .chain((param) =>
                    text(param.schema, param.name).map((value) => [param.name, value] as const),
                  ),
              },
            ]
          : []),
        {
          weight: 1,
          arbitrary: fc.tuple(
            fc.constantFrom('__proto__', 'constructor[prototype][x]', 'limit[]', 'q', 'toString', '汉'),
            word,
          ),
        },
      ),
      { maxLength: 4 },
    )
    return fc.tuple(path, query, fc.boolean(), fc.nat(9)).map(([values, pairs, well, odd]) => {
      let address = it.path
      for (const [name, value] of values)
        address = address.replace(`{${name}}`, encoded(value, well || odd > 1))
      const all = twice ? [...pairs, ...pairs.slice(0, 1), ...pairs.slice(0, 1)] : pairs
      const asked = all.map(([name, value]) => `${encoded(name, true)}=${encoded(value, well)}`).join('&')
      return `${address.replaceAll(/\{\w+\}/g, 'x')}${asked === '' ? '' : `?${asked}`}`
    })
  }
  const bodyOf = (it: Operation): Arbitrary<Buffer | null> => {
    if (it.body === null) return fc.constant(null)
    if (!it.bodyTypes.includes('application/json'))
      return fc.uint8Array({ maxLength: 3_000 }).map((bytes) => Buffer.from(bytes))
    const good = valueOf(it.body, known).map((value) => Buffer.from(JSON.stringify(value)))
    const bad = spoilt(valueOf(it.body, known)).map((value) => Buffer.from(JSON.stringify(value) ?? ''))
    // Cut, or with bytes that are no UTF-8, or with something before and after.
    const broken = fc.tuple(bad, fc.nat(), fc.nat(3)).map(([bytes, at, how]) => {
      if (how === 0) return bytes.subarray(0, at % (bytes.length + 1))
      if (how === 1) return Buffer.concat([bytes, Buffer.from([0xff, 0xfe])])
      if (how === 2) return Buffer.concat([Buffer.from('\ufeff'), bytes])
      return Buffer.from(bytes.toString('utf16le'), 'utf16le')
    })
    return fc.oneof(
      { weight: 2, arbitrary: good },
      { weight: 6, arbitrary: bad },
      { weight: 1, arbitrary: broken },
    )
  }
  const headersOf = (it: Operation): Arbitrary<Record<string, string>> =>
    fc
      .record({
        'idempotency-key': fc.option(
          fc.string({ minLength: 1, maxLength: 250 }).map((text) => text.trim() || 'k'),
          { nil: '' },
        ),
        'accept-language': fc.constantFrom('zh-CN', 'en', '*;q=0', 'x'.repeat(500)),
        accept: fc.constantFrom('*/*', 'text/html', 'application/json'),
      })
      .map(({ 'idempotency-key': key, ...rest }) => ({
        ...rest,
        ...(key !== '' && it.method === 'POST' && { 'idempotency-key': key }),
        ...(it.path.endsWith('/evidence') &&
          it.method === 'POST' && { 'content-disposition': `attachment; filename="${key}"` }),
      }))

  const some = fc.constantFrom(...operations)
  const made = (kind: FuzzRequest['kind']): Arbitrary<FuzzRequest> =>
    some.chain((operation) =>
      fc
        .record({
          who,
          url: addressOf(operation, kind === 'pollution'),
          headers: headersOf(operation),
          body: bodyOf(operation),
          type:
            kind === 'content type'
              ? fc.constantFrom(...CONTENT_TYPES)
              : fc.constantFrom(
                  ...(operation.bodyTypes.length > 0 ? operation.bodyTypes : ['application/json']),
                ),
          method:
            kind === 'content type'
              ? fc.constantFrom(operation.method, 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'QUERY')
              : fc.constant(operation.method),
        })
        .map(({ who, url, headers, body, type, method }) => ({
          operation,
          kind,
          who,
          method,
          url,
          headers: { ...headers, ...(body !== null && type !== '' && { 'content-type': type }) },
          body,
          raw: null,
        })),
    )
  const polluted = made('pollution').map((it) =>
    it.body === null || it.operation!.body === null
      ? it
      : {
          ...it,
          body: Buffer.from(
            it.body
              .toString('utf8')
              .replace('{', '{"__proto__":{"role":"admin"},"constructor":{"prototype":{"x":1}},'),
          ),
        },
  )
  return fc.oneof(
    { weight: 6, arbitrary: made('spoilt') },
    { weight: 2, arbitrary: rawRequests(who) },
    { weight: 1, arbitrary: made('content type') },
    { weight: 1, arbitrary: polluted },
  )
}

const LINES = [
  'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /api/cases HTTP/1.0\r\n\r\n',
  'GET /api/cases HTTP/9.9\r\nHost: x\r\n\r\n',
  'GET http://evil.example/api/session HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /assets/..%2f..%2f..%2fpackage.json HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /api/%zz HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /api/\u0000 HTTP/1.1\r\nHost: x\r\n\r\n',
  'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n',
  'TRACE / HTTP/1.1\r\nHost: x\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n',
  'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
  'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd',
  'POST /api/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx',
  'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
  'POST /api/ingest/hotline HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}',
  `GET / HTTP/1.1\r\nHost: x\r\n${'X-A: b\r\n'.repeat(3_000)}\r\n`,
  `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
  'GET / HTTP/1.1\r\nHost: x\r\nX: a\u0001b\r\n\r\n',
  'GET / HTTP/1.1\nHost: x\n\n',
  'GET / HTTP/1.1\r\n Host: x\r\n\r\n',
  'GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /socket.io/?EIO=3&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  'POST /socket.io/?EIO=4&transport=polling&sid=x HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n\u0001\u0002\u0003\u0004',
  'GET /api/session HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n',
  '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
]

/** One of the lines above, with some of its bytes changed, cut somewhere, or sent twice. */
const rawRequests = (who: Arbitrary<Who>): Arbitrary<FuzzRequest> =>
  fc
    .record({
      who,
      line: fc.constantFrom(...LINES),
      changes: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
      cut: fc.option(fc.nat(400), { nil: null, freq: 3 }),
      twice: fc.nat(4).map((it) => it === 0),
    })
    .map(({ who, line, changes, cut, twice }) => {
      const bytes = Buffer.from(line, 'latin1')
      for (const [at, to] of changes) bytes[at % Math.min(bytes.length, 200)] = to
      const whole = twice ? Buffer.concat([bytes, bytes]) : bytes
      const raw = cut === null ? whole : whole.subarray(0, cut)
      return { operation: null, kind: 'raw', who, method: 'RAW', url: '', headers: {}, body: null, raw }
    })
