/**
 * Whether a schema is closed: every object in it names all its fields and takes no other. A part that cannot be is marked
 * `x-open` with its reason. Knows JSON Schema, not what the schemas mean.
 */

/** Marks a part that is judged elsewhere, with where or why. */
export const openBecause = (reason: string) => ({ 'x-open': reason }) as const

/** Paths of the parts that are open without a reason: objects that take more fields, values of any kind. */
export function openParts(schema: unknown, path = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  if (Array.isArray(schema)) return schema.flatMap((it, i) => openParts(it, `${path}/${i}`))
  const it = schema as Record<string, unknown>
  if ('x-open' in it) return []
  const inner = NESTED.flatMap((key) => (key in it ? openParts(it[key], `${path}/${key}`) : []))
  const named = ['properties', 'patternProperties'].flatMap((key) =>
    Object.entries((it[key] ?? {}) as Record<string, unknown>).flatMap(([name, field]) =>
      openParts(field, `${path}/${name}`),
    ),
  )
  const media = Object.entries((it['content'] ?? {}) as Record<string, { schema?: unknown }>).flatMap(
    ([type, { schema: of }]) => openParts(of, `${path}/${type}`),
  )
  return [...(isOpen(it) ? [path || '/'] : []), ...inner, ...named, ...media]
}

const NESTED = ['items', 'prefixItems', 'anyOf', 'oneOf', 'allOf', 'schema']
/** One of these says what a value may be. */
const SAYS = ['type', 'enum', 'const', '$ref', 'content', ...NESTED]

function isOpen(it: Record<string, unknown>): boolean {
  const branches = (it['anyOf'] ?? it['oneOf'] ?? it['allOf']) !== undefined
  const isObject = it['type'] === 'object' || 'properties' in it || 'patternProperties' in it
  // Of an object in branches each branch is closed.
  if (isObject) return it['additionalProperties'] !== false && !(branches && !('properties' in it))
  return !SAYS.some((key) => key in it)
}
