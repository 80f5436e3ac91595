/**
 * Country roads: from every hamlet the easiest way to the town's roads, around hills and water. Ways that meet go on
 * together, as they do on real ground. Knows a lattice of costs; metres.
 */
import type { Random } from '../random.ts'
import { isMasked, type Mask } from './clip.ts'
import { simplify, smooth } from './curve.ts'
import type { Point } from './plane.ts'

const CELL_METRES = 100
const HALF = { x: 98, y: 92 }
const WIDE = HALF.x * 2 + 1
const TALL = HALF.y * 2 + 1

export interface FieldRoads {
  /** Shared by several hamlets. */
  main: Point[][]
  /** The last way to one. */
  minor: Point[][]
}

const isOnLattice = ([x, y]: Point): boolean =>
  Math.abs(x) < HALF.x * CELL_METRES && Math.abs(y) < HALF.y * CELL_METRES

const cellOf = ([x, y]: Point): number =>
  Math.round(x / CELL_METRES) + HALF.x + (Math.round(y / CELL_METRES) + HALF.y) * WIDE

/** `town`: roads to reach. `steep`: to be avoided. `wet`: never crossed. */
export function fieldRoads(
  hamlets: readonly Point[],
  town: readonly (readonly Point[])[],
  steep: readonly Mask[],
  wet: readonly Mask[],
  random: Random,
): FieldRoads {
  const places = Array.from({ length: WIDE * TALL }, (_, i): Point => [
    ((i % WIDE) - HALF.x) * CELL_METRES + random.between(-22, 22),
    (Math.floor(i / WIDE) - HALF.y) * CELL_METRES + random.between(-22, 22),
  ])
  const cost = places.map((p) =>
    isMasked(p, wet) ? Infinity : (isMasked(p, steep) ? 5 : 1) * random.between(0.4, 2.2),
  )
  const sources = new Map<number, Point>()
  for (const line of town) for (const p of line) if (isOnLattice(p)) sources.set(cellOf(p), p)
  // A road begins on the town's road itself, not at the middle of the cell it lies in.
  for (const [cell, p] of sources) places[cell] = p
  const toTown = easiestWays(cost, [...sources.keys()])

  const uses = new Map<string, number>()
  for (const hamlet of hamlets) {
    for (let at = cellOf(hamlet); toTown[at]! >= 0; at = toTown[at]!) {
      const key = `${at}>${toTown[at]}`
      uses.set(key, (uses.get(key) ?? 0) + 1)
    }
  }
  const linesOf = (isWanted: (count: number) => boolean): Point[][] => {
    const edges = [...uses]
      .filter(([, count]) => isWanted(count))
      .map(([key]) => key.split('>').map(Number) as [number, number])
    return chains(edges).map((chain) =>
      smooth(
        simplify(
          chain.map((it) => places[it]!),
          38,
        ),
        75,
      ),
    )
  }
  return { main: linesOf((count) => count > 2), minor: linesOf((count) => count <= 2) }
}

/** Edges as lines from fork to fork: the forks stay where they are when the lines are smoothed. */
function chains(edges: readonly [number, number][]): number[][] {
  const into = new Map<number, number>()
  for (const [, to] of edges) into.set(to, (into.get(to) ?? 0) + 1)
  const next = new Map(edges)
  return edges
    .filter(([from]) => (into.get(from) ?? 0) !== 1)
    .map(([from]) => {
      const chain = [from]
      for (let at = next.get(from); at !== undefined; at = next.get(at)) {
        chain.push(at)
        if ((into.get(at) ?? 0) !== 1) break
      }
      return chain
    })
}

/** Dijkstra from all sources at once: for every cell the next one towards its source, −1 at a source or beyond reach. */
function easiestWays(cost: readonly number[], sources: readonly number[]): Int32Array {
  const next = new Int32Array(cost.length).fill(-1)
  const far = new Float64Array(cost.length).fill(Infinity)
  const queue = new Heap()
  for (const cell of sources) {
    far[cell] = 0
    queue.push(0, cell)
  }
  for (let top = queue.pop(); top; top = queue.pop()) {
    const [reach, at] = top
    if (reach > far[at]!) continue
    for (const [dx, dy, long] of STEPS) {
      const [x, y] = [(at % WIDE) + dx, Math.floor(at / WIDE) + dy]
      if (x < 0 || y < 0 || x >= WIDE || y >= TALL) continue
      const to = x + y * WIDE
      const total = reach + long * cost[to]!
      if (total >= far[to]!) continue
      far[to] = total
      next[to] = at
      queue.push(total, to)
    }
  }
  return next
}

const STEPS = [-1, 0, 1].flatMap((dx) =>
  [-1, 0, 1].filter((dy) => dx !== 0 || dy !== 0).map((dy) => [dx, dy, Math.hypot(dx, dy)] as const),
)

/** A binary heap of (reach, cell), least reach first. */
class Heap {
  private readonly items: [number, number][] = []

  push(reach: number, cell: number): void {
    const { items } = this
    let at = items.push([reach, cell]) - 1
    while (at > 0) {
      const up = (at - 1) >> 1
      if (items[up]![0] <= reach) break
      items[at] = items[up]!
      at = up
    }
    items[at] = [reach, cell]
  }

  pop(): [number, number] | undefined {
    const { items } = this
    const top = items[0]
    const last = items.pop()
    if (!last || items.length === 0) return top
    let at = 0
    for (;;) {
      let down = at * 2 + 1
      if (down >= items.length) break
      if (down + 1 < items.length && items[down + 1]![0] < items[down]![0]) down++
      if (items[down]![0] >= last[0]) break
      items[at] = items[down]!
      at = down
    }
    items[at] = last
    return top
  }
}
