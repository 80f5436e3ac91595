/**
 * The register of socket requests: each with its schemas in and out and who may make it. The gateway listens to these
 * and to nothing else; a server whose register and contract differ does not start.
 */
import type { TSchema } from 'typebox'
import { openParts } from '@shaotai/shared/contract/closed.ts'
import { toProblem, type Problem } from '@shaotai/shared/contract/problem.ts'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'
import type { Principal } from '../directory/principal.ts'
import { checkOf } from '../plugins/validation.ts'
import type { LiveSocket } from './session.ts'

export interface SocketRequest {
  /** `signed_in`: whoever may open a screen at all. */
  allow: 'signed_in' | readonly Role[]
  takes: TSchema
  answers: TSchema
  /** `body` is of `takes`; the principal is of this moment. */
  handle: (socket: LiveSocket, body: never, principal: Principal, answer: Answer) => Promise<void>
  /** How this request says no. */
  refused: (problem: Problem) => unknown
}
export type Answer = (it: never) => void
/** A request of the wire: whatever came, and where its answer goes. */
export type Hear = (socket: LiveSocket, body: unknown, answer: (it: unknown) => void) => Promise<void>

/** Throws, naming it, where a request lacks its entry or an entry its schemas. `contract`: name → [takes, answers]. */
export function openRequests(
  requests: Record<string, SocketRequest>,
  contract: Record<string, readonly [TSchema, TSchema]>,
  find: (token: string) => Promise<Principal | null>,
): Map<string, Hear> {
  const faults = [
    ...Object.keys(contract).flatMap((name) =>
      name in requests ? [] : [`socket request ${name} is in the contract and not in the register`],
    ),
    ...Object.entries(requests).flatMap(([name, request]) => faultsOf(name, request, contract[name])),
  ]
  if (faults.length > 0) throw new Error(`socket requests that may not start:\n${faults.join('\n')}`)

  return new Map(
    Object.entries(requests).map(([name, { allow, takes, handle, refused }]): [string, Hear] => {
      const check = checkOf(takes)
      return [
        name,
        async (socket, body, answer) => {
          if (!check.is(body))
            return answer(refused(toProblem('bad_request', 'en', { errors: check.errors() })))
          // R13: from current rights, at every request.
          const principal = await find(socket.data.token)
          if (!principal) {
            answer(refused(toProblem('not_signed_in')))
            return void socket.disconnect(true)
          }
          const may = allow === 'signed_in' || allow.includes(principal.role)
          if (!may) return answer(refused(toProblem('not_allowed')))
          await handle(socket, body as never, principal, answer)
        },
      ]
    }),
  )
}

function faultsOf(
  name: string,
  { allow, takes, answers }: Partial<SocketRequest>,
  contract: readonly [TSchema, TSchema] | undefined,
): string[] {
  const say = (what: string): string => `socket request ${name} ${what}`
  if (!contract) return [say('is in the register and not in the contract')]
  return [
    ...(allow === undefined ? [say('does not say who may make it')] : []),
    ...(takes === contract[0] && answers === contract[1] ? [] : [say('has other schemas than the contract')]),
    ...[...openParts(takes), ...openParts(answers)].map((part) => say(`is open at ${part}`)),
  ]
}
