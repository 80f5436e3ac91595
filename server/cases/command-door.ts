/**
 * A command as both doors bring it, HTTP and socket: names resolved, stamps read, the actor taken from the
 * session and never from the message.
 */
import type { CommandRequest } from '@shaotai/shared/contract/http.ts'
import type { ProblemCode } from '@shaotai/shared/contract/problem.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import type { CommandBody } from '@shaotai/shared/domain/commands.ts'
import { redactCase } from '@shaotai/shared/domain/redact.ts'
import type { Directory } from '../directory/directory.ts'
import { actorOf, widestAudience, type Principal } from '../directory/principal.ts'
import type { CaseService } from './case-service.ts'
import { fingerprint } from './fingerprint.ts'

export type CommandResult =
  | { ok: true; seq: number; version: number }
  | { ok: false; code: ProblemCode; current?: CaseView }
export type CommandDoor = (principal: Principal, caseId: string, request: CommandRequest) => Promise<CommandResult>

export const openCommandDoor =
  (cases: CaseService, directory: Directory): CommandDoor =>
  async (principal, caseId, request) => {
    const { expectedVersion, commandId, occurredAt, ...body } = request
    if (body.department !== undefined) {
      const department = directory.department(body.department)
      if (!department) return { ok: false, code: 'unknown_department' }
      body.department = department.code
    }
    const actor = actorOf(principal)
    const keys = [{ source: `command:${actor.id}`, key: commandId, sha256: fingerprint({ caseId, ...request }) }]
    const command = { body: body as CommandBody, expectedVersion, occurredAt: occurredAt === undefined ? null : Date.parse(occurredAt) }
    const [[result]] = (await cases.handle([{ locate: { caseId }, requests: [{ op: 'command', actor, keys, command }] }])) as [[Awaited<ReturnType<CaseService['handle']>>[0][0]]]
    if (result.ok) return { ok: true, seq: result.seq, version: result.version }
    // The loser of a race is told what won, as far as they may see it.
    const audience = widestAudience(principal)
    const current = result.current && audience ? redactCase(result.current, audience) : null
    return { ok: false, code: result.code, ...(current && { current }) }
  }
