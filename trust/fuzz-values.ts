/**
 * Values for a JSON schema, and the same values spoilt: fields dropped, added, of another type, too long, too deep, texts
 * that mean something to a database, a shell, a page or a prototype. Knows schemas, no route and no wire.
 */
import fc, { type Arbitrary } from 'fast-check'

export interface Schema {
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  format?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  maxItems?: number
}

/** What a field of this name usually holds, so that some requests get past the door. */
export type Known = Record<string, readonly unknown[]>

const deep = (levels: number): unknown => {
  let it: unknown = 1
  for (let i = 0; i < levels; i += 1) it = i % 2 === 0 ? [it] : { a: it }
  return it
}
const own = (json: string): unknown => JSON.parse(json) // an own property called __proto__, which a literal cannot have

/** None of our own tables or files is named here: an answer that names one had it from us. */
export const NASTY: readonly unknown[] = [
  null,
  true,
  '',
  0,
  -1,
  -0,
  1e308,
  2 ** 53,
  0.1,
  [],
  {},
  [null],
  [[]],
  'a\0b',
  '\ud800',
  '\udfff\ud800',
  '\u202e\u2066',
  'x'.repeat(70_000),
  '汉'.repeat(25_000),
  "'; drop table x; --",
  '1 or 1=1',
  '$1',
  '%s%n%27',
  '../../../../etc/passwd',
  '..\\..\\win.ini',
  '<script>alert(1)</script>',
  '{{7*7}}${7*7}',
  '=cmd()',
  'NaN',
  '-Infinity',
  '2026-02-30T25:61:61+99:99',
  '2026-06-30T23:59:60Z',
  '0000-01-01T00:00:00Z',
  '9999999999999999999999',
  deep(50),
  deep(3_000),
  Array.from({ length: 600 }, () => 0),
  own('{"__proto__":{"role":"admin","isAdmin":true}}'),
  own('{"constructor":{"prototype":{"role":"admin"}}}'),
  own('{"toString":1,"valueOf":1,"length":-1,"then":1,"toJSON":1}'),
]
const nasty: Arbitrary<unknown> = fc.constantFrom(...NASTY)

export function valueOf(schema: Schema, known: Known, field = ''): Arbitrary<unknown> {
  const usual = known[field]
  const it = plainOf(schema, known, field)
  return usual === undefined || usual.length === 0
    ? it
    : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: it })
}

function plainOf(schema: Schema, known: Known, field: string): Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  const branches = schema.anyOf ?? schema.oneOf
  if (branches !== undefined) return fc.oneof(...branches.map((it) => valueOf(it, known, field)))
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  const { minimum = -1_000, maximum = 1_000_000 } = schema
  switch (type) {
    case 'object': {
      const fields = Object.entries(schema.properties ?? {})
      return fc.record(
        Object.fromEntries(fields.map(([name, inner]) => [name, valueOf(inner, known, name)])),
        { requiredKeys: (schema.required ?? []).filter((name) => name in (schema.properties ?? {})) },
      )
    }
    case 'array':
      return fc.array(valueOf(schema.items ?? {}, known, field), {
        maxLength: Math.min(schema.maxItems ?? 4, 4),
      })
    case 'integer':
      return fc.integer({ min: Math.ceil(minimum), max: Math.floor(maximum) })
    case 'number':
      return fc.double({ min: minimum, max: maximum, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'string':
      if (schema.format === 'date-time')
        return fc
          .integer({ min: Date.UTC(2024, 0), max: Date.UTC(2027, 0) })
          .map((at) => new Date(at).toISOString())
      return fc.string({
        minLength: Math.min(schema.minLength ?? 0, 50),
        maxLength: Math.min(schema.maxLength ?? 40, 40),
        unit: 'grapheme',
      })
    default:
      return fc.jsonValue({ maxDepth: 3 }) // a schema that says nothing
  }
}

/** The value with one to three places spoilt; now and then left as it is. */
export const spoilt = (value: Arbitrary<unknown>): Arbitrary<unknown> =>
  fc
    .tuple(value, fc.array(fc.tuple(fc.nat(), fc.nat(5), nasty), { minLength: 0, maxLength: 3 }))
    .map(([it, spoils]) => {
      let now = it
      for (const [at, how, bad] of spoils) now = spoil(now, at, how, bad)
      return now
    })

/** At the place that `at` picks: dropped, replaced, wrapped, doubled, or a field put beside it. */
function spoil(value: unknown, at: number, how: number, bad: unknown): unknown {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0)
    return how === 0 ? [value, bad] : bad
  const keys = Object.keys(value)
  const key = keys[at % keys.length]!
  const copy: Record<string, unknown> = Array.isArray(value) ? ([...value] as never) : { ...value }
  const inner = (value as Record<string, unknown>)[key]
  // Defined, not assigned: a field called __proto__ is one more field and changes nothing of ours.
  const put = (name: string, it: unknown): void =>
    void Object.defineProperty(copy, name, {
      value: it,
      enumerable: true,
      configurable: true,
      writable: true,
    })
  if (key === 'length' && Array.isArray(value)) return bad
  if (typeof inner === 'object' && inner !== null && at % 3 > 0) put(key, spoil(inner, at >> 2, how, bad))
  else if (how === 0) delete copy[key]
  else if (how === 1) put(key, [inner])
  else if (how === 2 && !Array.isArray(value))
    put(typeof bad === 'string' ? bad.slice(0, 80) : '__proto__', bad)
  else put(key, bad)
  return copy
}
