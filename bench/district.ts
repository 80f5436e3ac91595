/**
 * Reports as a district sends them: 70 % tickets, 18 % hazards, 12 % disputes, in Chinese, with place,
 * address, story and reporter. Made from a seed, so that both sides of a measurement get the same ones. They
 * lie in a rectangle well inside the demo district, for places outside of it are refused.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HistoryItem, ReportRequest } from '@shaotai/shared/contract/http.ts'
import type { Kind, Source } from '@shaotai/shared/domain/vocabulary.ts'

export type Random = () => number
export type Body = Omit<ReportRequest, 'externalId'>

const seed = <T>(name: string): T =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../server/directory/seed', name), 'utf8')) as T
const CATEGORIES = seed<{ name: string; kind: Kind }[]>('categories.json')
const DEPARTMENTS = seed<{ code: string }[]>('departments.json')
export const SOURCES: Source[] = ['hotline', 'grid', 'patrol', 'video', 'sensor', 'petition', 'walk_in']

const ROADS = [
  '建设路',
  '解放大道',
  '人民东路',
  '滨河北街',
  '学府路',
  '光明巷',
  '文化西路',
  '环城南路',
  '新华街',
  '和平里',
]
const PLACES = [
  '小区南门',
  '公交站旁',
  '农贸市场东侧',
  '第三小学门口',
  '地下通道入口',
  '加油站对面',
  '居委会楼下',
  '施工围挡外',
]
const NAMES = ['王建国', '李秀英', '张伟', '刘洋', '陈静', '杨丽华', '赵志强', '黄敏', '周晓燕', '吴海涛']
const SENTENCES = [
  '现场有明显异味,已影响周边居民正常通行。',
  '来电人反映该情况已持续一周,多次向物业反映未果。',
  '夜间照明不足,老人和小孩经过时存在安全风险。',
  '附近商户称上周曾有人清理,但很快又恢复原状。',
  '网格员到场核实,情况属实,已拍照留存。',
  '涉及住户约三十户,请相关部门尽快到场处理并回复。',
]

/** mulberry32: small, fast, the same everywhere. */
export function randomOf(seedNumber: number): Random {
  let state = seedNumber >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const pick = <T>(random: Random, of: readonly T[]): T => of[Math.floor(random() * of.length)]!
const between = (random: Random, low: number, high: number): number => low + (high - low) * random()

/** About 800 bytes of JSON. */
export function reportBody(random: Random): Body {
  const share = random()
  const kind: Kind = share < 0.7 ? 'ticket' : share < 0.88 ? 'hazard' : 'dispute'
  const { name: category } = pick(
    random,
    CATEGORIES.filter((it) => it.kind === kind),
  )
  const road = pick(random, ROADS)
  const story = Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(random, SENTENCES))
  return {
    kind,
    category,
    title: `${road}${pick(random, PLACES)}${category}`,
    lng: Number(between(random, 116.987, 117.112).toFixed(6)),
    lat: Number(between(random, 30.482, 30.567).toFixed(6)),
    priority: pick(random, ['P1', 'P2', 'P3', 'P3', 'P3', 'P4'] as const),
    ...(kind === 'hazard' && { severity: pick(random, ['red', 'orange', 'yellow', 'blue'] as const) }),
    address: `${road}${1 + Math.floor(random() * 300)}号${pick(random, PLACES)}`,
    narrative: story.join(''),
    ...(random() < 0.7 && {
      reporter: {
        name: pick(random, NAMES),
        phone: `138${String(Math.floor(random() * 1e8)).padStart(8, '0')}`,
      },
    }),
  }
}

/** How far along the open cases of a district are; the numbers are shares. */
const STANDINGS: [steps: number, share: number][] = [
  [0, 0.1], // reported
  [1, 0.05], // accepted
  [2, 0.05], // filed
  [3, 0.15], // dispatched
  [4, 0.1], // signed
  [5, 0.4], // handling
  [6, 0.1], // feedback
  [7, 0.05], // checking
]
/** How each kind goes from its report to where somebody checks it; a step that needs more says what. */
type Step = readonly [type: string, more?: (random: Random) => object]
const handOver = (random: Random) => ({ department: pick(random, DEPARTMENTS).code })
const graded = (random: Random) => ({ severity: pick(random, ['orange', 'yellow'] as const) })
const agreed = () => ({ performBy: '2099-01-01T00:00:00Z' })
export const STEPS: Record<Kind, readonly Step[]> = {
  ticket: [['accept'], ['file'], ['dispatch', handOver], ['sign'], ['handle'], ['feedback'], ['check']],
  hazard: [['grade', graded], ['assign', handOver], ['rectify'], ['submit']],
  dispute: [['triage', graded], ['mediate', handOver], ['sign'], ['agree', agreed], ['perform']],
}
const OLDEST_MS = 10 * 86_400_000

/** An open case with its past: the report and the steps it has taken, each with its own stamp. */
export function openCase(random: Random, source: Source, externalId: string, now: number): HistoryItem[] {
  let share = random()
  const [standing] = STANDINGS.find(([, its]) => (share -= its) < 0) ?? [0]
  const body = reportBody(random)
  const its = STEPS[body.kind]
  // Shorter lives are as far along, in their own steps.
  const count = Math.round((standing * its.length) / STEPS.ticket.length)
  const reportedAt = now - random() ** 2 * OLDEST_MS
  const gap = (now - reportedAt) / (count + 1)
  const stamps = Array.from({ length: count + 1 }, (_, i) =>
    Math.floor(reportedAt + i * gap + random() * gap * 0.9),
  )
  const stamp = (i: number): string => new Date(stamps[i]!).toISOString()
  const report = { type: 'report', source, externalId, occurredAt: stamp(0), ...body } as const
  const steps = its.slice(0, count).map(([type, more], i) => ({
    type,
    source,
    externalId,
    occurredAt: stamp(i + 1),
    ...more?.(random),
  }))
  return [report, ...steps] as HistoryItem[]
}
