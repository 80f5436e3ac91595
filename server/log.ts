/**
 * The server's log: JSON lines with codes and never with values. What a database says of a fault quotes the text that it
 * stumbled over, so of its faults only the code, the place and our own stack are written.
 */
import { pino, type DestinationStream, type Logger } from 'pino'

export const openLog = (level: string, to: DestinationStream): Logger =>
  pino(
    {
      level,
      redact: ['req.headers.authorization', 'req.headers.cookie'],
      serializers: { err: withoutValues },
    },
    to,
  )

/** Of PostgreSQL's error fields, those that name things of ours (protocol: error and notice message fields). */
const NAMES = ['code', 'severity', 'schema', 'table', 'column', 'constraint', 'routine'] as const

/** An SQLSTATE: pg's own errors and none of Node's have one. */
const isOfDatabase = (fault: Record<string, unknown>): boolean =>
  typeof fault['severity'] === 'string' &&
  typeof fault['code'] === 'string' &&
  /^[0-9A-Z]{5}$/.test(fault['code'])

export function withoutValues(fault: Error): Record<string, unknown> {
  const it = fault as Error & Record<string, unknown>
  const plain = {
    type: it.name,
    message: it.message,
    stack: it.stack,
    ...(it['code'] !== undefined && { code: it['code'] }),
  }
  if (it.cause instanceof Error) Object.assign(plain, { cause: withoutValues(it.cause) })
  if (!isOfDatabase(it)) return plain
  const frames = it.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? []
  return {
    ...Object.fromEntries(NAMES.flatMap((name) => (it[name] === undefined ? [] : [[name, it[name]]]))),
    type: 'DatabaseError',
    stack: frames.join('\n'),
  }
}
