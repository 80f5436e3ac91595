/**
 * Bodies are checked as sent, never changed: closed schemas, no coercion, no removed fields (Fastify's
 * defaults delete fields of other union branches and then refuse what is left). Queries and paths arrive
 * as text and are turned into what their schema says.
 */
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { Static, TSchema } from 'typebox'
import { EARLIEST, LATEST } from '@shaotai/shared/domain/vocabulary.ts'

const OPTIONS = {
  removeAdditional: false,
  useDefaults: true,
  discriminator: true,
  allErrors: false,
  strict: false,
} as const

/**
 * What the format accepts must be an instant here too: a leap second, an offset without minutes or the year 0
 * pass the format's grammar and are none.
 */
const isInstant = (text: string): boolean => {
  const at = Date.parse(text)
  return at >= EARLIEST && at <= LATEST
}
const withFormats = (ajv: Ajv): Ajv => {
  ;(addFormats as unknown as (it: Ajv) => Ajv)(ajv)
  const grammar = (ajv.formats['date-time'] as { validate: (text: string) => boolean }).validate
  return ajv.addFormat('date-time', (text: string) => grammar(text) && isInstant(text))
}
const exact = withFormats(new Ajv({ ...OPTIONS, coerceTypes: false }))
const fromText = withFormats(new Ajv({ ...OPTIONS, coerceTypes: 'array' }))

export const validation = fp(async (app: FastifyInstance) => {
  app.setValidatorCompiler(({ schema, httpPart }) => (httpPart === 'body' ? exact : fromText).compile(schema))
})

export interface SchemaError {
  path: string
  message: string
}

/**
 * A check for doors that are not HTTP bodies: items of a batch, socket requests, files. What is wrong in a file of the
 * operator's own is told `inFull`, to nobody else.
 */
export function checkOf<T extends TSchema>(
  schema: T,
): { is: (value: unknown) => value is Static<T>; errors: (told?: 'inFull') => SchemaError[] } {
  const validate = exact.compile(schema) as ValidateFunction
  return {
    is: (value): value is Static<T> => validate(value),
    errors: (told) => (validate.errors ?? []).map((it) => toSchemaError(it, told)),
  }
}

export function toSchemaError(
  error: {
    instancePath?: string
    message?: string
    params?: unknown
  },
  told?: 'inFull',
): SchemaError {
  const params = (error.params ?? {}) as {
    additionalProperty?: string
    allowedValues?: unknown[]
    tag?: string
  }
  let message = error.message ?? 'is not valid'
  if (params.additionalProperty !== undefined) {
    // A misspelt field is named; anything else in its place may be somebody's number or name, and is not repeated.
    const isField = told === 'inFull' || /^[a-z][A-Za-z]{0,31}$/.test(params.additionalProperty)
    message = `has a field that is not known${isField ? `: ${params.additionalProperty}` : ''}`
  }
  if (params.allowedValues) message = `must be one of ${params.allowedValues.join(', ')}`
  return { path: error.instancePath || '/', message }
}
