/**
 * From lines that were drawn freely to faces: finds where they cross, joins what nearly meets, drops loose ends. Knows
 * nothing of what the lines mean.
 */
import { addEdge, addFace, emptyMesh, undirected, vertexAt, type EdgeTag, type Mesh } from './mesh.ts'
import { areaOf, between, crossing, distance, type Point } from './plane.ts'

export interface Drawn {
  id: string
  tag: EdgeTag
  line: Point[]
}

/** Crossings this near to a vertex of a line use that vertex: short edges would make slivers later. */
const SNAP_METRES = 14

/** The faces of the lines, and each line as it now runs: vertex numbers from end to end, loose ends included. */
export function arrange(lines: readonly Drawn[]): { mesh: Mesh; runs: Map<string, number[]> } {
  const mesh = emptyMesh()
  const runs = new Map(lines.map((it) => [it.id, it.line.map((p) => vertexAt(mesh, p))]))
  for (const [i, a] of lines.entries()) {
    for (const b of lines.slice(i + 1)) join(mesh, runs.get(a.id)!, runs.get(b.id)!)
  }
  // The later line wins where two share an edge: roads are drawn after borders.
  const loose = new Map<string, EdgeTag>()
  for (const { id, tag } of lines) {
    const run = runs.get(id)!
    for (let i = 1; i < run.length; i++)
      if (run[i] !== run[i - 1]) loose.set(undirected(run[i - 1]!, run[i]!), tag)
  }
  for (const [key, tag] of withoutDeadEnds(loose)) {
    const [a, b] = key.split('-').map(Number) as [number, number]
    addEdge(mesh, a, b, tag)
  }
  for (const ring of facesOf(mesh)) addFace(mesh, ring)
  return { mesh, runs }
}

/** Gives two runs a common vertex wherever they cross. */
function join(mesh: Mesh, one: number[], other: number[]): void {
  for (let i = 0; i < one.length - 1; i++) {
    for (let k = 0; k < other.length - 1; k++) {
      const ends = [one[i]!, one[i + 1]!, other[k]!, other[k + 1]!]
      if (ends[0] === ends[2] || ends[0] === ends[3] || ends[1] === ends[2] || ends[1] === ends[3]) continue
      const [a, b, c, d] = ends.map((it) => mesh.points[it]!) as [Point, Point, Point, Point]
      const met = crossing(a, b, c, d)
      if (!met) continue
      const place = between(a, b, met[0])
      const near = ends.find((it) => distance(mesh.points[it]!, place) < SNAP_METRES)
      const shared = near ?? vertexAt(mesh, place)
      if (shared !== ends[0] && shared !== ends[1]) one.splice(i + 1, 0, shared)
      if (shared !== ends[2] && shared !== ends[3]) other.splice(k + 1, 0, shared)
      i = Math.max(-1, i - 2)
      break
    }
  }
}

function withoutDeadEnds(edges: Map<string, EdgeTag>): Map<string, EdgeTag> {
  const kept = new Map(edges)
  for (;;) {
    const degree = new Map<string, number>()
    for (const key of kept.keys())
      for (const end of key.split('-')) degree.set(end, (degree.get(end) ?? 0) + 1)
    const dead = [...kept.keys()].filter((key) => key.split('-').some((end) => degree.get(end) === 1))
    if (dead.length === 0) return kept
    for (const key of dead) kept.delete(key)
  }
}

/** Walks every face once, always taking the next edge clockwise; the outside, which comes out negative, is left away. */
function facesOf(mesh: Mesh): number[][] {
  const around = new Map<number, number[]>()
  for (const key of mesh.tags.keys()) {
    const [a, b] = key.split('-').map(Number) as [number, number]
    around.set(a, [...(around.get(a) ?? []), b])
    around.set(b, [...(around.get(b) ?? []), a])
  }
  const angle = (from: number, to: number): number => {
    const [a, b] = [mesh.points[from]!, mesh.points[to]!]
    return Math.atan2(b[1] - a[1], b[0] - a[0])
  }
  for (const [at, ends] of around) ends.sort((a, b) => angle(at, a) - angle(at, b))
  const seen = new Set<string>()
  const faces: number[][] = []
  for (const [start, ends] of around) {
    for (const first of ends) {
      const ring: number[] = []
      let [from, to] = [start, first]
      while (!seen.has(`${from}>${to}`)) {
        seen.add(`${from}>${to}`)
        ring.push(from)
        const fan = around.get(to)!
        const back = fan.indexOf(from)
        ;[from, to] = [to, fan[(back - 1 + fan.length) % fan.length]!]
      }
      if (ring.length > 2 && areaOf(ring.map((it) => mesh.points[it]!)) > 0) faces.push(ring)
    }
  }
  return faces
}
