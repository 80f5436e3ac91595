/** City blocks: what is left of a face of the mesh when the streets around it have taken their width. Metres. */
import { tagOf, type Mesh } from './mesh.ts'
import { areaOf, crossing, distance, isInside, turn, type Point, type Ring } from './plane.ts'

/** Half the width of what runs along an edge, with its pavement. */
const HALF_METRES: Record<string, number> = {
  ring: 24,
  arterial: 20,
  secondary: 14,
  street: 9,
  lane: 6,
  alley: 4,
}
const HALF_OTHER = 6

/** The face moved inwards on every side by that side's street; undefined where nothing sound is left. */
export function blockOf(mesh: Mesh, face: number): Ring | undefined {
  const sides = sidesOf(mesh, face)
  for (const narrow of [1, 0.5]) {
    const block = inset(sides, narrow)
    if (block && areaOf(block) > 500) return block
  }
  return undefined
}

interface Side {
  from: Point
  half: number
}

/** The ring without vertices in the middle of a straight side. */
function sidesOf(mesh: Mesh, face: number): Side[] {
  const ring = mesh.faces[face]!
  const sides = ring.map((a, i): Side => {
    const tag = tagOf(mesh, a, ring[(i + 1) % ring.length]!)
    return { from: mesh.points[a]!, half: HALF_METRES[tag] ?? HALF_OTHER }
  })
  return sides.filter((side, i) => {
    const before = sides[(i - 1 + sides.length) % sides.length]!
    const after = sides[(i + 1) % sides.length]!
    const bulge = turn(before.from, side.from, after.from) / Math.max(1, distance(before.from, after.from))
    return before.half !== side.half || Math.abs(bulge) > 3
  })
}

function inset(sides: readonly Side[], narrow: number): Ring | undefined {
  const n = sides.length
  const ring = sides.map((it) => it.from)
  const lines = sides.map(({ from, half }, i) => {
    const to = ring[(i + 1) % n]!
    const long = distance(from, to)
    const [nx, ny] = [-(to[1] - from[1]) / long, (to[0] - from[0]) / long]
    const by = half * narrow
    return {
      a: [from[0] + nx * by, from[1] + ny * by] as Point,
      b: [to[0] + nx * by, to[1] + ny * by] as Point,
    }
  })
  const block = lines.map((line, i) => meet(lines[(i - 1 + n) % n]!, line))
  const sound =
    block.every((p, i) => isInside(p, ring) && distance(p, ring[i]!) < 90) &&
    block.every((p, i) => along(p, block[(i + 1) % n]!, ring[i]!, ring[(i + 1) % n]!)) &&
    isSimple(block)
  return sound ? block : undefined
}

/** Where two offset sides meet; the end of the first where they run nearly parallel. */
function meet(one: { a: Point; b: Point }, other: { a: Point; b: Point }): Point {
  const [ux, uy] = [one.b[0] - one.a[0], one.b[1] - one.a[1]]
  const [vx, vy] = [other.b[0] - other.a[0], other.b[1] - other.a[1]]
  const across = ux * vy - uy * vx
  if (Math.abs(across) < 0.02 * Math.hypot(ux, uy) * Math.hypot(vx, vy)) return other.a
  const s = ((other.a[0] - one.a[0]) * vy - (other.a[1] - one.a[1]) * vx) / across
  return [one.a[0] + ux * s, one.a[1] + uy * s]
}

const along = (p: Point, q: Point, a: Point, b: Point): boolean =>
  (q[0] - p[0]) * (b[0] - a[0]) + (q[1] - p[1]) * (b[1] - a[1]) > 0

function isSimple(ring: Ring): boolean {
  const n = ring.length
  for (let i = 0; i < n; i++)
    for (let k = i + 2; k < n; k++)
      if ((k + 1) % n !== i && crossing(ring[i]!, ring[i + 1]!, ring[k]!, ring[(k + 1) % n]!)) return false
  return true
}
