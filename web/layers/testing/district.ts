/** A small district for tests: 3 × 3 streets of 2 × 2 communities of 2 × 2 grids, and cases in it. Made by rule. */
import type { AreasReply } from '@shaotai/shared/contract/http.ts'
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { LIFECYCLE_IDS } from '@shaotai/shared/domain/lifecycle.ts'
import { KINDS, PRIORITIES, type Tier } from '@shaotai/shared/domain/vocabulary.ts'

export const WEST = 117.0
export const SOUTH = 30.4
/** Degrees of a grid's side. */
const SIDE = 0.012
export const HOUR = 3_600_000
export const NOW = Date.UTC(2026, 10, 22, 6, 30)

type Feature = AreasReply['features'][number]
const square = (
  code: string,
  tier: Tier,
  parent: string | null,
  [x, y, side]: [number, number, number],
  households: number | null,
): Feature => ({
  type: 'Feature',
  id: code,
  properties: { code, tier, parent, name: NAMES[tier]!(code), nameEn: `${tier} ${code}`, households },
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [WEST + x * SIDE, SOUTH + y * SIDE],
        [WEST + (x + side) * SIDE, SOUTH + y * SIDE],
        [WEST + (x + side) * SIDE, SOUTH + (y + side) * SIDE],
        [WEST + x * SIDE, SOUTH + (y + side) * SIDE],
        [WEST + x * SIDE, SOUTH + y * SIDE],
      ],
    ],
  },
})
const STREETS = ['望江', '青云', '集贤', '山陵', '皖口', '花亭', '菱湖', '龙山', '石塘']
const NAMES: Partial<Record<Tier, (code: string) => string>> = {
  district: () => '示范区',
  street: (code) => `${STREETS[Number(code.slice(1))]}街道`,
  community: (code) => `${STREETS[Number(code[1])]}第${'一二三四'[Number(code[2])]}社区`,
  grid: (code) => `网格${code}`,
}

export const DISTRICT: AreasReply = { type: 'FeatureCollection', features: areas() }

function areas(): Feature[] {
  const all: Feature[] = [square('D', 'district', null, [0, 0, 12], 9 * 4 * 4 * 500)]
  for (let s = 0; s < 9; s += 1) {
    const street = `S${s}`
    const [sx, sy] = [(s % 3) * 4, Math.floor(s / 3) * 4]
    all.push(square(street, 'street', 'D', [sx, sy, 4], 16 * 500))
    for (let c = 0; c < 4; c += 1) {
      const community = `C${s}${c}`
      const [cx, cy] = [sx + (c % 2) * 2, sy + Math.floor(c / 2) * 2]
      all.push(square(community, 'community', street, [cx, cy, 2], 4 * 500))
      for (let g = 0; g < 4; g += 1) {
        const [gx, gy] = [cx + (g % 2), cy + Math.floor(g / 2)]
        all.push(square(`G${s}${c}${g}`, 'grid', community, [gx, gy, 1], 500))
      }
    }
  }
  const order = ['district', 'street', 'community', 'grid']
  return all.sort((a, b) => order.indexOf(a.properties.tier) - order.indexOf(b.properties.tier))
}

const idOf = (n: number) => String(n).padStart(26, '0')

/** Case `n`: where, how old and how late it is follows from its number alone. */
export function caseOf(n: number, change: Partial<CaseView> = {}): CaseView {
  // Squared, so that they crowd in one corner as real ones do.
  const spread = (k: number) => (((n * k) % 997) / 997) ** 2
  const [x, y] = [spread(463) * 12, spread(709) * 12]
  const [col, row] = [Math.floor(x), Math.floor(y)]
  const area = `G${Math.floor(col / 4) + Math.floor(row / 4) * 3}${Math.floor((col % 4) / 2) + Math.floor((row % 4) / 2) * 2}${(col % 2) + (row % 2) * 2}`
  const filedAt = NOW - (n % 90) * HOUR
  return {
    id: idOf(n),
    no: `GD${n}`,
    kind: KINDS[n % 7 === 0 ? 2 : n % 3 === 0 ? 1 : 0]!,
    lifecycle: LIFECYCLE_IDS[0],
    status: 'handling',
    category: '0104b',
    department: null,
    source: 'hotline',
    priority: PRIORITIES[n % 4]!,
    severity: null,
    sensitivity: 'public',
    lng: WEST + x * SIDE,
    lat: SOUTH + y * SIDE,
    area,
    exercise: false,
    round: 1,
    version: 4,
    reportedAt: filedAt,
    acceptedAt: filedAt,
    filedAt,
    dispatchedAt: filedAt,
    signedAt: filedAt,
    feedbackAt: null,
    closedAt: null,
    dueAt: filedAt + 72 * HOUR,
    coHandlers: [],
    basis: null,
    limit: null,
    pausedAt: null,
    reviewAt: null,
    tier: null,
    pending: null,
    urges: 0,
    instructions: 0,
    returns: 0,
    reports: 1,
    listed: false,
    spotlitUntil: null,
    outcome: null,
    routed: null,
    changedAt: filedAt,
    ...change,
  }
}
export const casesOf = (n: number): Map<string, CaseView> =>
  new Map(Array.from({ length: n }, (_, i) => [idOf(i + 1), caseOf(i + 1)]))
