/**
 * What is wrong with an answer, whoever asked for what: a fault that is nobody's to know, words of our inside, a body that is
 * not what its schema says. Pure; answers a sentence each, none where all is well.
 */
import { PROBLEM_CODES } from '@shaotai/shared/contract/problem.ts'
import { checkOf } from '../server/plugins/validation.ts'
import type { Operation } from './fuzz-requests.ts'
import type { Schema } from './fuzz-values.ts'

export interface Answered {
  status: number
  contentType: string
  body: Buffer
}

/** Overload and a full disk are said, and may be at any time (503 with Retry-After, 507). */
const DECLARED_5XX = new Set([503, 507])

/** Our tables, files and frames, and PostgreSQL's own complaints. */
const INSIDE: [what: string, sign: RegExp][] = [
  ['a stack', /\n\s*at [^\n]+:\d+:\d+|node:internal|node_modules/],
  [
    'SQL',
    /\b(case_file|case_personal|event_log|log_head|command_log|audit_entry|token_sha256|password_hash)\b/,
  ],
  [
    'SQL',
    /syntax error at or near|violates [\w-]+ constraint|relation "|invalid input syntax|SQLSTATE|invalid byte sequence/,
  ],
  ['a path', /\/server\/[\w/-]+\.ts|file:\/\/|\/tmp\/shaotai|\/home\/|\/var\/|\.pnpm/],
]

export function openJudge(): (answer: Answered, operation: Operation | null) => string[] {
  const checks = new Map<Schema, (value: unknown) => boolean>()
  const isValid = (schema: Schema, value: unknown): boolean => {
    let check = checks.get(schema)
    if (!check) checks.set(schema, (check = checkOf(schema as never).is))
    return check(value)
  }
  return ({ status, contentType, body }, operation) => {
    const wrong: string[] = []
    if (status >= 500 && !DECLARED_5XX.has(status)) wrong.push(`status ${status}`)
    const text = body.toString('utf8')
    // A person's own file or text is theirs; pages and their scripts are not made of anything inside.
    for (const [what, sign] of INSIDE)
      if (/json|text\/plain/.test(contentType) && sign.test(text)) wrong.push(`${what} in the answer`)
    if (body.length === 0 || !contentType.includes('json')) {
      if (status >= 400 && operation !== null && body.length > 0)
        wrong.push(`an error as ${contentType || 'nothing'}`)
      return wrong
    }
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      return [...wrong, 'a body that is no JSON']
    }
    if (status >= 400)
      return operation === null ? wrong : [...wrong, ...problemFaults(status, contentType, value)]
    const schema = operation?.answers[String(status)]
    if (operation && schema === undefined) wrong.push(`status ${status}, which its description does not have`)
    if (schema && !isValid(schema, value)) wrong.push(`a ${status} that is not as described`)
    return wrong
  }
}

function problemFaults(status: number, contentType: string, value: unknown): string[] {
  const it = value as { status?: unknown; code?: unknown; title?: unknown; detail?: unknown }
  if (!contentType.startsWith('application/problem+json')) {
    // /readyz says why it is not, in its own form.
    return status === 503 ? [] : [`an error as ${contentType}`]
  }
  return [
    ...(it.status === status ? [] : ['a problem of another status']),
    ...((PROBLEM_CODES as readonly unknown[]).includes(it.code)
      ? []
      : [`a code outside the list: ${String(it.code)}`]),
    ...(typeof it.title === 'string' && typeof it.detail === 'string'
      ? []
      : ['a problem without its sentence']),
  ]
}
