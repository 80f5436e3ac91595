/**
 * Sending a report once. The key is made with the body: a second Enter, or a second try after no answer, is the same
 * report to the server. Knows two requests, and nothing of fields or pages. Nothing is sent by itself later: the words of
 * a caller wait for nobody in a queue.
 */
import type { CommandAnswer, ReportAnswer, ReportRequest } from '@shaotai/shared/contract/http.ts'
import type { Source } from '@shaotai/shared/domain/vocabulary.ts'
import type { Into } from './draft.ts'

export interface Parcel {
  source: Source
  report: ReportRequest
  into: Into | null
}
export type Sending =
  | { state: 'writing' }
  | { state: 'sending' }
  /** It may have been taken: only the same again tells. */
  | { state: 'unanswered' }
  | { state: 'refused'; says: string }
  | { state: 'done'; caseId: string; caseNo: string; into: Into | null; notJoined: string | null }

/** Rejects with whatever `refusalOf` knows, or with anything else where no answer came. */
export interface Doors {
  report(source: Source, body: ReportRequest, key: string): Promise<ReportAnswer>
  merge(
    caseId: string,
    body: { into: string; expectedVersion: number; commandId: string },
  ): Promise<CommandAnswer>
  /** The server's words for its no; null: no answer that settles anything. */
  refusalOf(error: unknown): string | null
  newKey(): string
}

export function openSending(doors: Doors, show: (state: Sending) => void) {
  let state: Sending = { state: 'writing' }
  let held: (Parcel & { key: string }) | null = null
  const be = (next: Sending): void => show((state = next))

  /** While one is under way, or waits to be sent again as it is, another is not taken. */
  async function send(parcel: Parcel): Promise<void> {
    if (state.state !== 'writing' && state.state !== 'refused') return
    held = { ...parcel, key: doors.newKey() }
    await deliver(held)
  }
  async function again(): Promise<void> {
    if (state.state === 'unanswered' && held) await deliver(held)
  }
  async function deliver({ source, report, into, key }: Parcel & { key: string }): Promise<void> {
    be({ state: 'sending' })
    try {
      const { caseId, caseNo, version } = await doors.report(source, report, key)
      const notJoined = into ? await join(caseId, version, into, key) : null
      held = null
      be({ state: 'done', caseId, caseNo, into, notJoined })
    } catch (error) {
      const says = doors.refusalOf(error)
      if (says === null) return be({ state: 'unanswered' })
      held = null
      be({ state: 'refused', says })
    }
  }
  /** A report that cannot join stands on its own: it is recorded either way, and the reason is said. */
  async function join(caseId: string, version: number, into: Into, key: string): Promise<string | null> {
    try {
      await doors.merge(caseId, { into: into.id, expectedVersion: version, commandId: `${key}-join` })
      return null
    } catch (error) {
      const says = doors.refusalOf(error)
      if (says === null) throw error
      return says
    }
  }
  const anew = (): void => {
    held = null
    be({ state: 'writing' })
  }
  return { send, again, anew }
}
