/**
 * Text that PostgreSQL cannot keep: the character NUL, and half of a surrogate pair, which JSON may spell as an escape.
 * Found at the door and refused there; met by the database it would be a fault of ours, with the text in its complaint.
 */
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { sendProblem } from './errors.ts'

/** Escapes are the only way in: what arrives as bytes is UTF-8 already, and a raw NUL is no JSON. */
const SUSPECT = /\\u(?:0000|[dD][89a-fA-F])/
export const mayBeUnstorable = (json: string): boolean => SUSPECT.test(json)

/** Every text in a parsed value, keys too. Walks without recursion: a sender decides how deep it is. */
export function isStorable(value: unknown): boolean {
  const left: unknown[] = [value]
  while (left.length > 0) {
    const it = left.pop()
    if (typeof it === 'string') {
      if (it.includes('\0') || !it.isWellFormed()) return false
    } else if (Array.isArray(it)) {
      for (const item of it) left.push(item)
    } else if (typeof it === 'object' && it !== null) {
      for (const [key, inner] of Object.entries(it)) left.push(key, inner)
    }
  }
  return true
}

/** Paths and queries: nothing else in an address decodes to one. */
export const storableAddresses = fp(async (app: FastifyInstance) => {
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.includes('%00')) return sendProblem(request, reply, 'bad_request')
  })
})
