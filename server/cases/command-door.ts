/**
 * A command as both doors bring it, HTTP and socket: names resolved, stamps read, the actor taken from the
 * session and never from the message.
 */
import { STAMPS_OF_BODIES, type CommandRequest, type Enveloped } from '@shaotai/shared/contract/http.ts'
import type { Problem, ProblemCode } from '@shaotai/shared/contract/problem.ts'
import type { CommandBody } from '@shaotai/shared/domain/commands.ts'
import { redactCase } from '@shaotai/shared/domain/redact.ts'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'
import type { Directory } from '../directory/directory.ts'
import { actorOf, widestAudience, type Principal } from '../directory/principal.ts'
import { isStorable } from '../plugins/storable-text.ts'
import type { CaseService } from './case-service.ts'
import { fingerprint } from './fingerprint.ts'

export type CommandResult =
  | { ok: true; seq: number; version: number }
  | { ok: false; code: ProblemCode; extra: Pick<Problem, 'current' | 'changedBy'> }
export type CommandDoor = (
  principal: Principal,
  caseId: string,
  request: CommandRequest,
) => Promise<CommandResult>

export interface CommandDoorOptions {
  cases: CaseService
  directory: Directory
  /** Who made the last event of a case. */
  lastActor: (caseId: string) => Promise<{ name: string; role: Role } | null>
}

/** Names to codes and stamps to epoch ms; null where a department is not known. */
export function toBody(
  request: Enveloped,
  { department: find }: Pick<Directory, 'department'>,
): CommandBody | null {
  const body: Record<string, unknown> = { ...request }
  for (const field of ['department', 'lead', 'members'] as const) {
    const named = request[field]
    if (named === undefined) continue
    const codes = [named].flat().map((name) => find(name)?.code)
    if (codes.includes(undefined)) return null
    body[field] = Array.isArray(named) ? codes : codes[0]
  }
  for (const field of STAMPS_OF_BODIES) if (field in body) body[field] = Date.parse(body[field] as string)
  return body as CommandBody
}

export const openCommandDoor =
  ({ cases, directory, lastActor }: CommandDoorOptions): CommandDoor =>
  async (principal, caseId, request) => {
    const refuse = (
      code: ProblemCode,
      extra: Pick<Problem, 'current' | 'changedBy'> = {},
    ): CommandResult => ({ ok: false, code, extra })
    // HTTP refused it already; a socket's JSON comes as it is.
    if (!isStorable(request)) return refuse('bad_json')
    const { expectedVersion, commandId, occurredAt, ...rest } = request
    const body = toBody(rest, directory.current)
    if (!body) return refuse('unknown_department')
    const actor = actorOf(principal)
    const keys = [
      { source: `command:${actor.id}`, key: commandId, sha256: fingerprint({ caseId, ...request }) },
    ]
    const command = {
      body,
      expectedVersion,
      occurredAt: occurredAt === undefined ? null : Date.parse(occurredAt),
    }
    const results = await cases.handle([
      { locate: { caseId }, requests: [{ op: 'command', actor, keys, command }] },
    ])
    const result = results[0]![0]!
    if (result.ok) return { ok: true, seq: result.seq, version: result.version }
    const audience = widestAudience(principal)
    const view = result.current && audience ? redactCase(result.current, audience) : null
    // A case that they may not see is not there for them, whatever would have been refused.
    if (result.current && principal.kind !== 'key' && !view) return refuse('not_found')
    if (result.code !== 'version_conflict') return refuse(result.code)
    // The loser of a race is told what won, and whose decision it was.
    const changedBy = await lastActor(caseId)
    return refuse(result.code, { ...(view && { current: view }), ...(changedBy && { changedBy }) })
  }
