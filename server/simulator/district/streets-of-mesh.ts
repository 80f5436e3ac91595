/** Lines out of the mesh: the edges of one tag joined to long streets that go straight on at crossings. Metres. */
import type { Mesh } from './mesh.ts'
import type { Point } from './plane.ts'

/** Edges meeting at less than this turn are one street. */
const STRAIGHT_COSINE = 0.8

export function streetsOf(mesh: Mesh, tag: string): Point[][] {
  const edges = [...mesh.tags]
    .filter(([, its]) => its === tag)
    .map(([key]) => key.split('-').map(Number) as [number, number])
  return joined(edges, mesh.points)
}

/** Edges joined end to end; each edge is in exactly one line. */
export function joined(edges: readonly (readonly [number, number])[], points: readonly Point[]): Point[][] {
  const around = new Map<number, Set<number>>()
  const link = (a: number, b: number): void => void (around.get(a) ?? around.set(a, new Set()).get(a)!).add(b)
  for (const [a, b] of edges) {
    link(a, b)
    link(b, a)
  }
  const take = (a: number, b: number): void => {
    around.get(a)!.delete(b)
    around.get(b)!.delete(a)
  }
  const onward = (from: number, at: number): number | undefined => {
    let [best, straight] = [undefined as number | undefined, STRAIGHT_COSINE]
    for (const next of around.get(at)!) {
      const cos = cosine(points[from]!, points[at]!, points[next]!)
      if (cos > straight) [best, straight] = [next, cos]
    }
    return best
  }
  const extend = (line: number[]): void => {
    for (;;) {
      const next = onward(line.at(-2)!, line.at(-1)!)
      if (next === undefined) return
      take(line.at(-1)!, next)
      line.push(next)
    }
  }
  const lines: Point[][] = []
  for (const [a, b] of edges) {
    if (!around.get(a)!.has(b)) continue
    take(a, b)
    const line = [a, b]
    extend(line)
    line.reverse()
    extend(line)
    lines.push(line.map((it) => points[it]!))
  }
  return lines
}

function cosine(a: Point, b: Point, c: Point): number {
  const [ux, uy, vx, vy] = [b[0] - a[0], b[1] - a[1], c[0] - b[0], c[1] - b[1]]
  return (ux * vx + uy * vy) / (Math.hypot(ux, uy) * Math.hypot(vx, vy))
}
