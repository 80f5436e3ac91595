/**
 * Bodies are JSON in UTF-8 and nothing else. A text in another encoding is refused instead of being read as
 * replacement characters: a title once garbled cannot be mended. Nor is one that cannot be stored.
 */
import { isUtf8 } from 'node:buffer'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { isStorable, mayBeUnstorable } from './storable-text.ts'

export const jsonBodies = fp(async (app: FastifyInstance) => {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    if (!isUtf8(body)) return done(refusal('not UTF-8'))
    const text = body.toString('utf8')
    return parse(request, text, (fault, value) =>
      !fault && mayBeUnstorable(text) && !isStorable(value)
        ? done(refusal('NUL or half a surrogate pair'))
        : done(fault, value),
    )
  })
})

const refusal = (what: string): Error =>
  Object.assign(new Error(what), { code: 'FST_ERR_CTP_INVALID_JSON_BODY', statusCode: 400 })
