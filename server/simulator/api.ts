/**
 * The feed's side of the public HTTP API: reads the directory, reports with the key, acts as the demo's people. Tells
 * three things apart: done, refused (somebody or some rule was against it), and not now (ask again).
 */
import type {
  AreasReply,
  CaseFilters,
  Categories,
  CommandAnswer,
  CommandRequest,
  HistoryItem,
  ReportAnswer,
  ReportRequest,
} from '@shaotai/shared/contract/http.ts'
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import type { EventType } from '@shaotai/shared/domain/lifecycle.ts'
import type { Source } from '@shaotai/shared/domain/vocabulary.ts'

export type Outcome<T> = { done: T } | { refused: string } | { notNow: string }

/** An event, as far as a plan can be compared with it. */
export interface Happened {
  type: EventType
  version: number
}

export interface Api {
  areas: () => Promise<AreasReply>
  categories: () => Promise<Categories>
  /** Holidays and office hours. */
  calendar: () => Promise<Calendar>
  /** All that match, newest first, as the intake desk sees them; at most `atMost`. */
  cases: (filters: CaseFilters & { q?: string }, atMost?: number) => Promise<CaseView[]>
  /** What happened to a case, oldest first. */
  timeline: (caseId: string) => Promise<Happened[]>
  report: (source: Source, body: ReportRequest) => Promise<Outcome<ReportAnswer>>
  history: (item: HistoryItem) => Promise<Outcome<ReportAnswer>>
  /** As a person of the demo; refused with `nobody` where the demo has no such account any more. */
  command: (username: string, caseId: string, body: CommandRequest) => Promise<Outcome<CommandAnswer>>
}
export interface ApiOptions {
  url: string
  /** A reporting key with the history right. */
  key: string
  /** Of the demo accounts. */
  password: string
  fetch?: typeof fetch
}

/** Statuses that pass by themselves: a restart, a full disk, a rush. */
const PASSING = new Set([408, 425, 429, 502, 503, 504, 507])
const REQUEST_MS = 30_000
const PAGE = 500

export class ApiFault extends Error {}

export function openApi({ url, key, password, fetch: send = fetch }: ApiOptions): Api {
  const tokens = new Map<string, string>()

  const ask = async <T>(
    method: string,
    path: string,
    token: string | null,
    body?: unknown,
  ): Promise<Outcome<T>> => {
    let response: Response
    let answer: unknown
    try {
      response = await send(`${url}${path}`, {
        method,
        headers: {
          ...(token !== null && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(REQUEST_MS),
      })
      answer = await response.json()
    } catch (fault) {
      return { notNow: (fault as Error).message }
    }
    if (response.ok) return { done: answer as T }
    const code = (answer as { code?: string }).code ?? String(response.status)
    return PASSING.has(response.status) || response.status >= 500 ? { notNow: code } : { refused: code }
  }

  /** Signs in once, and again when the session has ended (12 hours). */
  const askAs = async <T>(
    username: string,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Outcome<T>> => {
    for (let attempt = 1; ; attempt += 1) {
      if (!tokens.has(username)) {
        const session = await ask<{ token: string }>('POST', '/api/session', null, { username, password })
        if ('refused' in session) return { refused: 'nobody' }
        if ('notNow' in session) return session
        tokens.set(username, session.done.token)
      }
      const outcome = await ask<T>(method, path, tokens.get(username)!, body)
      if (!('refused' in outcome) || outcome.refused !== 'not_signed_in' || attempt === 2) return outcome
      tokens.delete(username)
    }
  }

  const read = async <T>(path: string): Promise<T> => {
    const outcome = await askAs<T>(READER, 'GET', path)
    if ('done' in outcome) return outcome.done
    throw new ApiFault(`GET ${path}: ${'refused' in outcome ? outcome.refused : outcome.notNow}`)
  }

  return {
    areas: () => read('/api/areas?form=geojson&tier=district,street,community,sector,grid'),
    categories: () => read('/api/categories'),
    calendar: () => read('/api/calendar'),
    timeline: async (caseId) => (await read<{ items: Happened[] }>(`/api/cases/${caseId}/timeline`)).items,
    cases: async (filters, atMost = Infinity) => {
      const found: CaseView[] = []
      const limit = Math.min(PAGE, atMost)
      let cursor: string | null = null
      do {
        const query = new URLSearchParams({
          ...(filters as Record<string, string>),
          limit: String(limit),
          ...(cursor !== null && { cursor }),
        })
        const page: { items: CaseView[]; next: string | null } = await read(`/api/cases?${query}`)
        found.push(...page.items)
        cursor = page.next
      } while (cursor !== null && found.length < atMost)
      return found.slice(0, atMost)
    },
    report: (source, body) => ask('POST', `/api/ingest/${source}`, key, body),
    history: async (item) => {
      const outcome = await ask<{ results: (ReportAnswer & { status: number; code?: string })[] }>(
        'POST',
        '/api/history',
        key,
        [item],
      )
      if (!('done' in outcome)) return outcome
      const { status, code, ...answer } = outcome.done.results[0]!
      if (status < 300) return { done: answer }
      return PASSING.has(status) || status >= 500 ? { notNow: code ?? '' } : { refused: code ?? '' }
    },
    command: (username, caseId, body) => askAs(username, 'POST', `/api/cases/${caseId}/commands`, body),
  }
}
/** Sees every case of the district, its numbers included. */
const READER = 'intake'
