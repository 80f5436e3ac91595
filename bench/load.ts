/** Load generator for reports, a process of its own: as many as are answered, or so many a second. */
import { randomOf, reportBody } from './district.ts'
import { buildRequest, numberRequest, openLine, type Answer, type Line, type Request } from './http-line.ts'
import { quantile } from './statistics.ts'
import { serve } from './worker.ts'

export interface LoadInput {
  port: number
  path: string
  token: string
  connections: number
  /** Reports in one request: 1 is a lone report, more an array. */
  perRequest: number
  /** Begins no request later than this… */
  ms?: number
  /** … or after so many. */
  requests?: number
}
export interface LoadAnswer {
  reports: number
  seconds: number
  p50Ms: number
  p99Ms: number
}

/** Distinct requests on one connection; each is sent again under other ids. */
const TEMPLATES = 6
/** Ids are unique over all processes and runs on one database. */
let lastId = Number(process.pid % 100_000) * 10_000_000

async function load(input: LoadInput): Promise<LoadAnswer> {
  const {
    connections,
    perRequest,
    ms = Number.POSITIVE_INFINITY,
    requests = Number.POSITIVE_INFINITY,
  } = input
  const lines = await Promise.all(Array.from({ length: connections }, () => openLine(input.port)))
  const templates = lines.map((_, i) => templatesOf(input, i))
  const times: number[] = []
  let begun = 0
  const start = performance.now()
  const work = async (line: Line, own: Request[]): Promise<void> => {
    for (let i = 0; begun < requests && performance.now() - start < ms; i += 1) {
      begun += 1
      const request = own[i % own.length]!
      numberRequest(request, () => (lastId += 1))
      const sent = performance.now()
      refuseOther(await line.post(request), perRequest)
      times.push(performance.now() - sent)
    }
  }
  try {
    await Promise.all(lines.map((line, i) => work(line, templates[i]!)))
    const seconds = (performance.now() - start) / 1_000
    return {
      reports: times.length * perRequest,
      seconds,
      p50Ms: quantile(times, 0.5),
      p99Ms: quantile(times, 0.99),
    }
  } finally {
    for (const line of lines) line.close()
  }
}

function templatesOf({ path, token, perRequest }: LoadInput, connection: number): Request[] {
  const random = randomOf(connection + 1)
  return Array.from({ length: perRequest > 1 ? 2 : TEMPLATES }, () =>
    buildRequest({
      path,
      token,
      sender: `10.1.${connection >> 8}.${connection & 255}`,
      items: Array.from({ length: perRequest }, () => reportBody(random)),
      asArray: perRequest > 1,
    }),
  )
}

/** A refusal would be measured as speed. */
function refuseOther({ status, body }: Answer, perRequest: number): void {
  const isDone =
    perRequest === 1 ? status === 201 : status === 207 && body.split('"status":201').length === perRequest + 1
  if (!isDone) throw new Error(`a report was refused with ${status}: ${body.slice(0, 300)}`)
}

export type Load = { load: typeof load }
serve({ load } satisfies Load)
