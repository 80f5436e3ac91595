/**
 * Every way in which somebody's data can reach the server, each sent with canaries: reports one by one and in arrays, a
 * past, steps with their reasons over both doors, files, and everything that is refused. Sends and keeps what was
 * answered; judges nothing.
 */
import { jpegSaying } from '../server/test/pictures.ts'
import { canariesOf } from './canary-words.ts'
import { openRawSocket } from './raw-socket.ts'
import type { Random } from './random.ts'
import { INGEST_KEY, type Tokens } from './sign-in.ts'

export interface Answer {
  /** Method, path and status. */
  of: string
  status: number
  bytes: Buffer
}
export interface ChannelsOptions {
  url: string
  tokens: Tokens
  random: Random
  /** Each answer of an error, and each answer to whoever may not know what is personal. */
  onAnswer: (answer: Answer) => void
}
type Who = string | null

const AT_ONCE = 4

/** Sends until the log has grown by about `events`; answers how often each channel was used. */
export async function sendCanaries(
  events: number,
  { url, tokens, random, onAnswer }: ChannelsOptions,
): Promise<Record<string, number>> {
  const used: Record<string, number> = {}
  const cases: { id: string; kind: string; version: number; steps: number }[] = []
  let n = 0
  let made = 0
  let bodies = 0
  let addresses = 0
  const run = random.whole(0, 1e9).toString(36)
  const next = () => canariesOf((n += 1))

  const ask = async (
    who: Who,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; json: () => unknown }> => {
    const isBytes = Buffer.isBuffer(body)
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(who !== null && { authorization: `Bearer ${who}` }),
        ...(body !== undefined && !isBytes && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && {
        body: isBytes ? new Uint8Array(body) : typeof body === 'string' ? body : JSON.stringify(body),
      }),
      signal: AbortSignal.timeout(30_000),
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    // What a sender is told of a report is numbers; an error is told to anybody.
    const head = Buffer.from([...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n'))
    const place = `${method} ${path.split('?')[0]!.slice(0, 40)} ${answer.status}`
    if (method !== 'GET' || answer.status >= 400)
      onAnswer({ of: place, status: answer.status, bytes: Buffer.concat([head, bytes]) })
    return { status: answer.status, json: () => JSON.parse(bytes.toString()) as unknown }
  }

  const report = () => {
    const { name, phone, idNumber, address, plate, text, title } = next()
    const [kind, category] = random.pick([
      ['ticket', '0102'],
      ['hazard', '0201'],
      ['dispute', '0301'],
    ] as const)
    return {
      kind,
      category,
      title,
      address,
      narrative: `${text} ${plate} ${idNumber} ${name}`,
      reporter: { name, phone },
      lng: 117.05,
      lat: 30.52,
      department: random.pick(['D01', 'D02']),
      sensitivity: random.pick(['public', 'internal', 'sensitive', 'secret']),
      externalId: `${run}-${n}`,
    }
  }
  type Made = { caseId: string; version: number }
  const keep = (kind: string, { caseId, version }: Made): void => {
    made += 1
    if (cases.length < 400) cases.push({ id: caseId, kind, version, steps: 0 })
  }

  const FIRST: Record<string, (note: string, reason: string) => object> = {
    ticket: (note) => ({ type: 'accept', note }),
    hazard: (note) => ({ type: 'grade', severity: 'yellow', note }),
    dispute: (note) => ({ type: 'triage', severity: 'yellow', note }),
  }
  const stepOf = (it: { kind: string; steps: number }): object => {
    const { text, name, phone } = next()
    const words = `${text} ${name} ${phone}`
    if (it.steps === 0) return FIRST[it.kind]!(words, words)
    return random.pick([
      { type: 'urge', note: words },
      { type: 'list', reason: words },
      { type: 'instruct', note: words },
      { type: 'reject', code: 'no_facts', reason: words, reply: words },
    ])
  }
  const step = async (over: 'HTTP' | 'socket'): Promise<void> => {
    const it = random.pick(cases)
    if (!it) return
    const command = { ...stepOf(it), expectedVersion: it.version, commandId: `${run}-c${n}` }
    if (over === 'socket')
      return void desk.send(`42${n}${JSON.stringify(['command', { ...command, caseId: it.id }])}`)
    const done = await ask(tokens.of('duty_chief'), 'POST', `/api/cases/${it.id}/commands`, command)
    if (done.status !== 200) return
    Object.assign(it, { version: (done.json() as { version: number }).version, steps: it.steps + 1 })
    made += 1
  }

  const CHANNELS: Record<string, { weight: number; send: () => Promise<void> }> = {
    single: {
      weight: 10,
      send: async () => {
        const body = report()
        const done = await ask(
          INGEST_KEY,
          'POST',
          `/api/ingest/${random.pick(['hotline', 'grid', 'video'])}`,
          body,
        )
        if (done.status === 201) keep(body.kind, done.json() as Made)
      },
    },
    array: {
      weight: 6,
      send: async () => {
        const body = Array.from({ length: random.whole(5, 40) }, report)
        const done = await ask(INGEST_KEY, 'POST', '/api/ingest/hotline', body)
        const { results } = done.json() as { results: (Made & { status: number })[] }
        results.forEach((it, i) => it.status === 201 && keep(body[i]!.kind, it))
      },
    },
    history: {
      weight: 3,
      send: async () => {
        const items = Array.from({ length: 8 }, report).flatMap((body) => {
          const key = { source: 'import', externalId: body.externalId }
          const { text } = next()
          return [
            { type: 'report', ...body, ...key, occurredAt: '2025-05-01T08:00:00+08:00' },
            { ...FIRST[body.kind]!(text, text), ...key, occurredAt: '2025-05-01T09:00:00+08:00' },
            { type: 'close_external', note: text, ...key, occurredAt: '2025-05-02T08:00:00+08:00' },
          ]
        })
        const done = await ask(INGEST_KEY, 'POST', '/api/history', items)
        const { results } = done.json() as { results: { status: number }[] }
        made += results.filter(({ status }) => status === 201).length
      },
    },
    command: { weight: 8, send: () => step('HTTP') },
    'socket command': { weight: 3, send: () => step('socket') },
    evidence: {
      weight: 1,
      send: async () => {
        const it = random.pick(cases)
        if (!it) return
        const { camera, name, fileName } = next()
        const file = random.chance(0.5)
          ? await jpegSaying(`${camera} ${name}`, n)
          : Buffer.from(`not a picture: ${name}`)
        await ask(tokens.of('duty_chief'), 'POST', `/api/cases/${it.id}/evidence?role=other`, file, {
          'content-type': random.pick(['image/jpeg', 'application/octet-stream', 'text/plain']),
          'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
          'idempotency-key': `${run}-e${n}`,
        })
        it.version += 1 // told in the log; another answer is learnt from the next refusal
      },
    },
    'like of a report': {
      weight: 1,
      send: async () => {
        const { phone } = next()
        await ask(tokens.of('intake'), 'POST', '/api/cases/similar', {
          category: '0102',
          lng: 117.05,
          lat: 30.52,
          phone,
        })
      },
    },
    'wrong body': { weight: 4, send: async () => wrongBody() },
    'wrong address': { weight: 3, send: async () => wrongAddress() },
    'sign-in': {
      weight: 0.2,
      send: async () => {
        const { name, phone, text } = next()
        await ask(
          null,
          'POST',
          '/api/session',
          random.pick([
            { username: name, password: text },
            { username: phone, password: name },
            { username: name, password: text, [phone]: text },
          ]),
        )
      },
    },
  }

  /** Bodies that are refused, at every place at which one can be. */
  async function wrongBody(): Promise<void> {
    const { name, phone, address, text, title, idNumber } = next()
    const good = report()
    const wrong: (() => Promise<unknown>)[] = [
      () => ask(INGEST_KEY, 'POST', '/api/ingest/hotline', { ...good, kind: name }),
      () => ask(INGEST_KEY, 'POST', '/api/ingest/hotline', { ...good, category: name }),
      () => ask(INGEST_KEY, 'POST', '/api/ingest/hotline', { ...good, department: address }),
      () => ask(INGEST_KEY, 'POST', '/api/ingest/hotline', { ...good, [name]: text }),
      () => ask(INGEST_KEY, 'POST', '/api/ingest/hotline', { ...good, [phone]: text }),
      () =>
        ask(INGEST_KEY, 'POST', '/api/ingest/hotline', { ...good, reporter: { name, [idNumber]: phone } }),
      () => ask(INGEST_KEY, 'POST', '/api/ingest/hotline', { ...good, title: title.repeat(200) }),
      () => ask(INGEST_KEY, 'POST', '/api/ingest/hotline', { ...good, title: `${title}\0` }),
      () => ask(INGEST_KEY, 'POST', '/api/ingest/hotline', { ...good, narrative: `${text}\ud800${name}` }),
      () => ask(INGEST_KEY, 'POST', '/api/ingest/hotline', { ...good, occurredAt: name, lng: address }),
      () => ask(INGEST_KEY, 'POST', '/api/ingest/hotline', [{ ...good, severity: name }, title, [name]]),
      () => ask(INGEST_KEY, 'POST', '/api/ingest/hotline', `{"title":"${title}","reporter":{"name":"${name}`),
      () =>
        ask(INGEST_KEY, 'POST', '/api/ingest/hotline', `${title} ${phone}`, {
          'content-type': `text/${phone}`,
        }),
      () =>
        ask(INGEST_KEY, 'POST', '/api/history', [
          { ...good, type: name },
          { type: 'report', ...good, actor: { id: name } },
        ]),
      () => ask(INGEST_KEY, 'POST', '/api/ingest/hotline', good, { 'idempotency-key': phone }),
      () =>
        ask(tokens.of('intake'), 'POST', '/api/ingest/hotline', { ...good, externalId: `${run}-1`, title }),
      () =>
        ask(tokens.of('admin'), 'POST', '/api/areas', {
          type: 'FeatureCollection',
          features: [{ type: name, properties: { name } }],
        }),
      () => ask(tokens.of('leader'), 'POST', '/api/ingest/hotline', good),
      () => ask(`ses_${phone}`, 'POST', '/api/ingest/hotline', good),
    ]
    await wrong[(bodies += 1) % wrong.length]!()
  }
  async function wrongAddress(): Promise<void> {
    const { name, phone, address, plate, idNumber } = next()
    const q = encodeURIComponent
    const wrong: [string, Who][] = [
      [`/api/cases?q=${q(name)}`, tokens.of('dispatcher')],
      [`/api/cases?${q(name)}=${phone}`, tokens.of('dispatcher')],
      [`/api/cases?kind=${q(name)}`, tokens.of('leader')],
      [`/api/cases?cursor=${Buffer.from(name).toString('base64url')}`, tokens.of('leader')],
      [`/api/cases/${q(name)}`, tokens.of('dispatcher')],
      [`/api/cases/${phone}/timeline`, tokens.of('leader')],
      [`/api/evidence/${idNumber}`, tokens.of('verifier')],
      [`/api/${q(address)}/${q(plate)}`, null],
      [`/${q(name)}?${phone}=${idNumber}`, null],
      [`/api/kpis?ids=${q(name)}`, tokens.of('leader')],
      [`/api/kpis?department=${q(name)}`, tokens.of('leader')],
      [`/api/cases?q=${q(name)}%00`, tokens.of('dispatcher')],
      [`/api/cases?q=%FF${phone}`, tokens.of('dispatcher')],
    ]
    const [path, who] = wrong[(addresses += 1) % wrong.length]!
    await ask(who, random.chance(0.9) ? 'GET' : random.pick(['PUT', 'PATCH', 'DELETE', 'OPTIONS']), path)
  }

  const desk = openRawSocket({
    url,
    token: tokens.of('duty_chief'),
    onBytes: (bytes) => {
      if (bytes.includes('"ok":false')) onAnswer({ of: 'socket command refused', status: 400, bytes })
    },
  })
  await desk.joined
  const bag = Object.entries(CHANNELS).flatMap(([name, { weight }]) =>
    Array.from({ length: Math.ceil(weight * 5) }, () => name),
  )
  // Each at least once, in any order but that there are cases first; refusals at each place at which there is one.
  const refusals = Array.from({ length: 20 }, () => ['wrong body', 'wrong address']).flat()
  const first = ['single', 'array', 'single', ...random.shuffle([...Object.keys(CHANNELS), ...refusals])]
  const work = async (): Promise<void> => {
    while (made < events || first.length > 0) {
      const name = first.shift() ?? random.pick(bag)
      used[name] = (used[name] ?? 0) + 1
      await CHANNELS[name]!.send()
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  desk.close()
  return used
}
