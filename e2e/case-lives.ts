/** A ticket, a hazard and a dispute with a past, played into a running demo by its own people and its history key. */
import { DEMO_PASSWORD } from '../server/directory/first-start.ts'
import type { CaseReply } from '../shared/contract/http.ts'
import { pngOf } from '../server/test/pictures.ts'
import type { DemoServer } from './pictures/demo-server.ts'

const HOUR_MS = 3_600_000
export const CITIZEN = { name: '李建国', phone: '13800138000' }
export const CASE_KINDS = ['ticket', 'hazard', 'dispute'] as const
type Kind = (typeof CASE_KINDS)[number]

export interface Lives {
  ids: Record<Kind, string>
  /** Where all three are. */
  place: { lng: number; lat: number }
  /** One step of a case, by one of the demo's people; the case after it. */
  act: (who: string, id: string, body: Record<string, unknown>) => Promise<void>
  /** One more ticket, which waits for its department. */
  fileOne: () => Promise<void>
}

interface Told {
  hoursAgo: number
  role: string
  body: Record<string, unknown> & { type: string }
}
const REPORTS: Record<Kind, Record<string, unknown>> = {
  ticket: {
    category: '0102',
    priority: 'P2',
    title: '望江路与花亭街口垃圾堆积三天无人清运，异味严重影响居民出行',
    narrative:
      '路口东南侧人行道上堆放大量生活垃圾和装修垃圾，已有三天，雨后污水横流。此前向社区反映过两次，至今没有处理，希望尽快清运并告知结果。',
    address: '望江路 118 号东侧人行道',
  },
  hazard: {
    category: '0201',
    priority: 'P2',
    severity: 'orange',
    title: '消防通道被车辆和杂物堵塞，消防车无法通行',
  },
  dispute: {
    category: '0301',
    priority: 'P3',
    title: '楼上漏水引发的邻里纠纷',
    narrative: '双方多次争吵，社区调解未果。',
  },
}
const STORIES: Record<Kind, Told[]> = {
  ticket: [
    { hoursAgo: 29, role: 'intake', body: { type: 'verify' } },
    { hoursAgo: 28, role: 'intake', body: { type: 'accept' } },
    { hoursAgo: 27.5, role: 'intake', body: { type: 'file' } },
    { hoursAgo: 27, role: 'dispatcher', body: { type: 'dispatch', department: 'D02' } },
    {
      hoursAgo: 26,
      role: 'liaison',
      body: { type: 'request_return', code: 'misdirected', reason: '不属于本部门职责，应由城管部门办理' },
    },
    { hoursAgo: 25.5, role: 'duty_chief', body: { type: 'confirm_return' } },
    { hoursAgo: 25, role: 'dispatcher', body: { type: 'dispatch', department: 'D01' } },
    { hoursAgo: 24, role: 'liaison', body: { type: 'sign' } },
    { hoursAgo: 23, role: 'liaison', body: { type: 'contact', note: '已电话联系反映人' } },
    { hoursAgo: 22, role: 'liaison', body: { type: 'handle' } },
    { hoursAgo: 20, role: 'leader', body: { type: 'urge' } },
    { hoursAgo: 19, role: 'leader', body: { type: 'instruct', note: '请城管局今日内清运，并举一反三。' } },
    { hoursAgo: 18, role: 'dispatcher', body: { type: 'add_co_handler', department: 'D12' } },
    { hoursAgo: 17, role: 'dispatcher', body: { type: 'give_task', department: 'D12', kind: 'handle' } },
  ],
  hazard: [
    { hoursAgo: 28, role: 'intake', body: { type: 'grade', severity: 'orange' } },
    { hoursAgo: 27, role: 'dispatcher', body: { type: 'assign', department: 'D02' } },
    { hoursAgo: 26, role: 'liaison', body: { type: 'rectify' } },
    { hoursAgo: 25, role: 'duty_chief', body: { type: 'list', reason: '临街人流密集' } },
    {
      hoursAgo: 20,
      role: 'duty_chief',
      body: { type: 'contain', until: new Date(Date.now() + 5 * 24 * HOUR_MS).toISOString() },
    },
  ],
  dispute: [
    { hoursAgo: 28, role: 'intake', body: { type: 'triage', severity: 'yellow' } },
    { hoursAgo: 27, role: 'dispatcher', body: { type: 'mediate', department: 'D18' } },
    { hoursAgo: 25, role: 'liaison', body: { type: 'sign' } },
    { hoursAgo: 10, role: 'liaison', body: { type: 'fail', reason: '双方对赔偿数额分歧较大' } },
    {
      hoursAgo: 9,
      role: 'dispatcher',
      body: { type: 'convene', lead: 'D18', members: ['D19', 'D02', 'D14'] },
    },
  ],
}

const HANDS_OVER = new Set(['dispatch', 'assign', 'mediate'])

export async function playLives({ url, key }: Pick<DemoServer, 'url' | 'key'>): Promise<Lives> {
  const ask = async (path: string, token: string, body?: unknown) => {
    const answer = await fetch(url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const json = (await answer.json()) as Record<string, unknown>
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${JSON.stringify(json)}`)
    return json
  }
  const tokens = new Map<string, string>()
  const tokenOf = async (username: string): Promise<string> => {
    let token = tokens.get(username)
    if (token === undefined) {
      const session = await ask('/api/session', '', { username, password: DEMO_PASSWORD })
      tokens.set(username, (token = session['token'] as string))
    }
    return token
  }
  const place = await placeIn(url, await tokenOf('chief'))
  const ids = {} as Record<Kind, string>
  const now = Date.now()
  for (const kind of CASE_KINDS) {
    const told = (hoursAgo: number) => new Date(now - hoursAgo * HOUR_MS).toISOString()
    const its = { source: 'hotline', externalId: `life-${kind}` }
    const report = {
      type: 'report',
      ...its,
      occurredAt: told(30),
      kind,
      ...place,
      reporter: CITIZEN,
      ...REPORTS[kind],
    }
    let owner: unknown = null
    const steps = STORIES[kind].map(({ hoursAgo, role, body }) => {
      if (HANDS_OVER.has(body.type)) owner = body['department']
      const actor = { id: `of-${role}`, role, ...(role === 'liaison' && { department: owner }) }
      return { ...its, ...body, occurredAt: told(hoursAgo), actor }
    })
    const { results } = (await ask('/api/history', key, [report, ...steps])) as {
      results: { status: number; caseId: string }[]
    }
    const refused = results.filter(({ status }) => status >= 300)
    if (refused.length > 0) throw new Error(`${kind}: ${JSON.stringify(refused)}`)
    ids[kind] = results[0]!.caseId
  }
  // A neighbour that is open, near and of the same reporter.
  await ask('/api/ingest/hotline', key, {
    kind: 'ticket',
    ...place,
    lng: place.lng + 0.0003,
    reporter: CITIZEN,
    externalId: 'neighbour',
    category: '0102',
    title: '垃圾未清',
  })
  const act: Lives['act'] = async (who, id, body) => {
    const { version } = (await ask(`/api/cases/${id}`, await tokenOf('chief'))) as unknown as CaseReply
    await ask(`/api/cases/${id}/commands`, await tokenOf(who), {
      ...body,
      expectedVersion: version,
      commandId: `${id}-${version}`,
    })
  }
  let filed = 0
  const fileOne: Lives['fileOne'] = async () => {
    const { title, narrative, address } = REPORTS.ticket
    const report = { kind: 'ticket', category: '0102', priority: 'P2', title, narrative, address, ...place }
    const { caseId } = await ask('/api/ingest/hotline', key, { ...report, externalId: `filed-${filed++}` })
    for (const type of ['accept', 'file']) await act('intake', String(caseId), { type })
  }
  for (const role of ['before', 'after']) {
    const answer = await fetch(`${url}/api/cases/${ids.ticket}/evidence?role=${role}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await tokenOf('chief')}`,
        'content-type': 'image/png',
        'idempotency-key': `life-${role}`,
      },
      body: new Uint8Array(await pngOf(640, role === 'before' ? 480 : 400)),
    })
    if (!answer.ok) throw new Error(`evidence: ${answer.status} ${await answer.text()}`)
  }
  return { ids, place, act, fileOne }
}

/** Inside the smallest area of the district that comes first. */
async function placeIn(url: string, token: string): Promise<{ lng: number; lat: number }> {
  const answer = await fetch(`${url}/api/areas?form=geojson`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const { features } = (await answer.json()) as {
    features: { properties: { tier: string }; geometry: { coordinates: number[][][] } }[]
  }
  const ring = features.find(({ properties }) => properties.tier === 'grid')!.geometry.coordinates[0]!
  const mean = (i: number) => ring.reduce((sum, at) => sum + at[i]!, 0) / ring.length
  return { lng: mean(0), lat: mean(1) }
}
