/** Requests to our own server: JSON in and out, a device's token where there is one, problems as errors. */
import type { Problem } from '@shaotai/shared/contract/problem.ts'

export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail || problem.title)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

export interface Caller {
  token: string | null
  language: string
  /** The same key and body again are the same report. */
  key?: string
}

const NO_ANSWER_MS = 15_000

/** A Blob goes as it is. Rejects with ProblemError when the server says no, and with a TypeError or TimeoutError when it is not heard. */
export async function request<T>(
  caller: Caller,
  path: string,
  body?: unknown,
  method = body === undefined ? 'GET' : 'POST',
  withinMs = NO_ANSWER_MS,
): Promise<T> {
  const headers: Record<string, string> = { 'accept-language': caller.language }
  if (caller.token !== null) headers['authorization'] = `Bearer ${caller.token}`
  if (caller.key !== undefined) headers['idempotency-key'] = caller.key
  const isFile = body instanceof Blob
  if (body instanceof File)
    headers['content-disposition'] = `attachment; filename*=UTF-8''${encodeURIComponent(body.name)}`
  if (body !== undefined) headers['content-type'] = isFile ? body.type : 'application/json'
  const reply = await fetch(path, {
    method,
    headers,
    signal: AbortSignal.timeout(withinMs),
    ...(body !== undefined && { body: isFile ? body : JSON.stringify(body) }),
  })
  const json = reply.headers.get('content-type')?.includes('json') ? await reply.json() : null
  if (!reply.ok) throw new ProblemError(json ?? unknownProblem(reply.status))
  return json as T
}

/** Something between us and the server answered in its own words. */
const unknownProblem = (status: number): Problem => ({
  type: 'about:blank',
  title: `HTTP ${status}`,
  status,
  detail: `HTTP ${status}`,
  code: 'internal',
})

export const isSignedOut = (error: unknown): boolean =>
  error instanceof ProblemError && error.problem.status === 401

/** Empty values are left out. */
export function withQuery(path: string, values: Record<string, string | null | undefined>): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(values)) if (value) query.set(key, value)
  const text = query.toString()
  return text ? `${path}?${text}` : path
}
