/**
 * What the session's cookie is called. Under TLS its name begins with `__Host-`, which browsers take from this host
 * and from TLS alone: a page on a neighbouring name, or on plain HTTP, can neither plant one nor replace it.
 */
import type { IncomingMessage } from 'node:http'

export const SESSION_COOKIES = ['__Host-shaotai_session', 'shaotai_session'] as const

/** `protocol`: of the request as the browser sent it, `https` or `http` (with or without a colon). */
export const cookieName = ({ protocol }: { protocol: string }): (typeof SESSION_COOKIES)[number] =>
  protocol.startsWith('https') ? SESSION_COOKIES[0] : SESSION_COOKIES[1]

/** As Fastify's `request.protocol` with the proxies we trust, for a handshake that Fastify never sees. */
export function protocolOf({
  headers,
  socket,
}: Pick<IncomingMessage, 'headers' | 'socket'>): 'http' | 'https' {
  const isOurProxy = /^(127\.|::1$|::ffff:127\.)/.test(socket.remoteAddress ?? '')
  const told = [headers['x-forwarded-proto'] ?? ''].flat().join(',').split(',').at(-1)!.trim()
  return isOurProxy && told === 'https' ? 'https' : 'http'
}
