/**
 * Cuts a face of the mesh in two parts of wanted weight, as a surveyor would: across the long side, from crossroads to
 * crossroads where one is near, leaving no sharp corners. Knows geometry only; what a cut means is its tag.
 */
import type { Random } from '../random.ts'
import { wander } from './curve.ts'
import { cutFace, ringOf, splitEdge, vertexAt, type EdgeTag, type Mesh } from './mesh.ts'
import { densityScales, evenScales, offsetOf, type Density, type Scales } from './scales.ts'
import { areaOf, crossing, distance, isInside, perimeterOf, type Point } from './plane.ts'

export interface CutStyle {
  tag: EdgeTag
  /** How much cuts may lean off the square, in radians. */
  lean: number
  /** How far cuts wander off the straight line, as a share of their length, in pieces of so many metres. */
  wander: number
  pieceMetres: number
  /** Equal areas instead of equal weights. */
  even?: boolean
}

interface End {
  /** Position in the ring: the vertex itself, or a share of the way to the next one. */
  at: number
  share: number
  place: Point
}

interface Candidate {
  from: End
  to: End
  badness: number
}

/**
 * The two parts, the one with about `share` of the weight first; without a density weight is area. Throws where the face cannot be cut at all, which a
 * plan with sound faces never meets.
 */
export function cutByWeight(
  mesh: Mesh,
  face: number,
  share: number,
  style: CutStyle,
  density: Density | undefined,
  random: Random,
): [small: number, rest: number] {
  const ring = ringOf(mesh, face)
  const junctions = mesh.faces[face]!.map((it) => mesh.degree[it]! > 2)
  const scales = density ? densityScales(ring, density) : evenScales(ring)
  let best: Candidate | undefined
  for (const direction of directionsOf(ring, style, random)) {
    for (const offset of offsetsOf(ring, junctions, direction, scales, share)) {
      for (const found of chordsAlong(ring, direction, offset)) {
        const snapped = snap(ring, junctions, found)
        if (!snapped) continue
        const badness = badnessOf(ring, junctions, snapped, scales, share) + random.between(0, 0.02)
        if (!best || badness < best.badness) best = { ...snapped, badness }
      }
    }
  }
  if (!best) throw new Error(`a face of ${Math.round(areaOf(ring))} m² could not be cut`)
  return carve(mesh, face, best, ring, style, random, scales, share)
}

/** Along the sides of the smallest box around the ring, the long one first and the short one if the box is squarish. */
function directionsOf(ring: Point[], style: CutStyle, random: Random): Point[] {
  let [least, long, short]: [number, number, number] = [Infinity, 0, 0]
  let along = 0
  const sides = ring.flatMap((a, i) => {
    const b = ring[(i + 1) % ring.length]!
    return distance(a, b) > perimeterOf(ring) / 30 ? [Math.atan2(b[1] - a[1], b[0] - a[0])] : []
  })
  // A ragged ring has no long side: then any even angle may fit.
  for (const angle of [...sides, ...EVEN_ANGLES]) {
    const [u, v] = [extentOf(ring, angle), extentOf(ring, angle + Math.PI / 2)]
    const box = u * v * (sides.includes(angle) ? 0.95 : 1)
    if (box < least) [least, along, long, short] = [box, angle, u, v]
  }
  if (short > long) [along, long, short] = [along + Math.PI / 2, short, long]
  const axes = long / short < 1.35 ? [along, along + Math.PI / 2] : [along]
  return axes.flatMap((axis) =>
    [0, -0.5, 0.5, random.between(-1, 1)].map((part): Point => {
      const across = axis + Math.PI / 2 + part * style.lean
      return [Math.cos(across), Math.sin(across)]
    }),
  )
}

const EVEN_ANGLES = Array.from({ length: 9 }, (_, i) => (i * Math.PI) / 18)

function extentOf(ring: Point[], angle: number): number {
  const along = ring.map((p) => p[0] * Math.cos(angle) + p[1] * Math.sin(angle))
  return Math.max(...along) - Math.min(...along)
}

/** Where to lay the line: at the wanted weight, a little beside it, and through crossroads that are near. */
function offsetsOf(
  ring: Point[],
  junctions: boolean[],
  direction: Point,
  scales: Scales,
  share: number,
): number[] {
  const found = new Set<number>()
  for (const side of share === 0.5 ? [share] : [share, 1 - share]) {
    const low = scales.quantile(direction, Math.max(0.08, side - 0.14))
    const high = scales.quantile(direction, Math.min(0.92, side + 0.14))
    for (const part of [0.2, 0.5, 0.8]) found.add(low + (high - low) * part)
    for (const [i, p] of ring.entries()) {
      const offset = offsetOf(p, direction)
      if (junctions[i] && offset > low && offset < high) found.add(offset)
    }
  }
  return [...found]
}

/** The pieces of a line that lie in the ring. */
function chordsAlong(ring: Point[], [dx, dy]: Point, offset: number): { from: End; to: End }[] {
  const hits: (End & { along: number })[] = []
  for (const [at, a] of ring.entries()) {
    const b = ring[(at + 1) % ring.length]!
    const [u, v] = [offsetOf(a, [dx, dy]) - offset, offsetOf(b, [dx, dy]) - offset]
    if (u > 0 === v > 0) continue
    const share = u / (u - v)
    const place: Point = [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]
    hits.push({ at, share, place, along: place[0] * dx + place[1] * dy })
  }
  hits.sort((a, b) => a.along - b.along)
  const chords = []
  for (let i = 0; i + 1 < hits.length; i += 2) chords.push({ from: hits[i]!, to: hits[i + 1]! })
  return chords
}

/** Moves ends to a vertex nearby, to crossroads from farther away; undefined where nothing sensible is left. */
function snap(
  ring: Point[],
  junctions: boolean[],
  chord: { from: End; to: End },
): { from: End; to: End } | undefined {
  const reach = distance(chord.from.place, chord.to.place)
  const moved = (end: End): End => {
    let [nearest, least] = [-1, Infinity]
    for (const at of [end.at, (end.at + 1) % ring.length]) {
      const off = distance(ring[at]!, end.place)
      const limit = junctions[at] ? Math.min(70, reach * 0.22) : Math.min(35, reach * 0.1)
      if (off < limit && off < least) [nearest, least] = [at, off]
    }
    return nearest < 0 ? end : { at: nearest, share: 0, place: ring[nearest]! }
  }
  const [from, to] = [moved(chord.from), moved(chord.to)]
  return from.at === to.at || !seesThrough(ring, from, to) ? undefined : { from, to }
}

/** Whether the straight way between two places of the ring stays inside it. */
function seesThrough(ring: Point[], from: End, to: End): boolean {
  const middle: Point = [(from.place[0] + to.place[0]) / 2, (from.place[1] + to.place[1]) / 2]
  if (!isInside(middle, ring)) return false
  return !ring.some((a, i) => {
    const next = (i + 1) % ring.length
    const touches = [from, to].some((end) => end.at === i || (end.share === 0 && end.at === next))
    return !touches && crossing(from.place, to.place, a, ring[next]!) !== undefined
  })
}

const partsOf = (ring: Point[], from: End, to: End): [Point[], Point[]] => {
  const walk = (a: End, b: End): Point[] => {
    const out: Point[] = [a.place]
    for (let i = (a.at + 1) % ring.length; i !== (b.at + 1) % ring.length; i = (i + 1) % ring.length)
      out.push(ring[i]!)
    if (b.share > 0) out.push(b.place)
    return out
  }
  return [walk(to, from), walk(from, to)]
}

/** Lower is better. The weights of the grounds are taste, found by looking at the map. */
function badnessOf(
  ring: Point[],
  junctions: boolean[],
  { from, to }: { from: End; to: End },
  scales: Scales,
  share: number,
): number {
  const parts = partsOf(ring, from, to)
  const weight = scales.shareOf(parts[0])
  const off = Math.min(Math.abs(weight - share), Math.abs(1 - weight - share))
  // 1 for a square, more for anything long or ragged.
  const shapes = parts.map((part) => perimeterOf(part) / (4 * Math.sqrt(Math.max(1, areaOf(part)))) - 1)
  const ragged = Math.max(...shapes) + (shapes[0]! + shapes[1]!) / 2
  const corners = [from, to].map((end, i) => sharpness(ring, end, i === 0 ? to.place : from.place))
  const crossroads = [from, to].filter((end) => end.share === 0 && junctions[end.at]).length
  return off * 5 + ragged * 0.7 + corners[0]! + corners[1]! - crossroads * 0.12
}

/** 0 where a cut leaves the ring squarely, towards 1.5 where it makes a splinter. */
function sharpness(ring: Point[], end: End, other: Point): number {
  const before = end.share > 0 ? ring[end.at]! : ring[(end.at - 1 + ring.length) % ring.length]!
  const after = ring[(end.at + 1) % ring.length]!
  const cos = Math.max(cosineAt(end.place, before, other), cosineAt(end.place, after, other))
  return cos < 0.35 ? 0 : (cos - 0.35) * 2.3
}

function cosineAt(at: Point, a: Point, b: Point): number {
  const long = distance(at, a) * distance(at, b)
  return long === 0 ? 1 : ((a[0] - at[0]) * (b[0] - at[0]) + (a[1] - at[1]) * (b[1] - at[1])) / long
}

/** Makes the cut in the mesh, wandering as far as the ring leaves room. */
function carve(
  mesh: Mesh,
  face: number,
  { from, to }: Candidate,
  ring: Point[],
  style: CutStyle,
  random: Random,
  scales: Scales,
  share: number,
): [number, number] {
  // The end further along first: a new vertex moves all that follow it.
  const ends = [from, to].toSorted((a, b) => b.at - a.at)
  const made = ends.map((end) =>
    end.share === 0 ? mesh.faces[face]![end.at]! : splitEdge(mesh, face, end.at, end.share),
  )
  const [a, b] = [mesh.points[made[0]!]!, mesh.points[made[1]!]!]
  const inner = wayBetween(a, b, ring, ends, style, random).map((p) => vertexAt(mesh, p))
  const parts = cutFace(mesh, face, [made[0]!, ...inner, made[1]!], style.tag)
  const weight = scales.shareOf(ringOf(mesh, parts[0]))
  return Math.abs(weight - share) <= Math.abs(1 - weight - share) ? parts : [parts[1], parts[0]]
}

function wayBetween(
  a: Point,
  b: Point,
  ring: Point[],
  ends: End[],
  style: CutStyle,
  random: Random,
): Point[] {
  for (let wide = style.wander; wide > 0.01; wide /= 2) {
    const inner = wander(a, b, wide, style.pieceMetres, random)
    const way = [a, ...inner, b]
    if (inner.length > 0 && inner.every((p) => isInside(p, ring)) && keepsOff(way, ring, ends)) return inner
  }
  return []
}

/** Whether a way touches the ring at its ends only, and leaves them at no splinter's angle. */
function keepsOff(way: Point[], ring: Point[], ends: End[]): boolean {
  for (const [i, p] of ring.entries()) {
    const q = ring[(i + 1) % ring.length]!
    for (let k = 1; k < way.length; k++) {
      const met = crossing(way[k - 1]!, way[k]!, p, q)
      if (!met) continue
      const atStart = k === 1 && met[0] * distance(way[0]!, way[1]!) < 0.5
      const atEnd = k === way.length - 1 && (1 - met[0]) * distance(way[k - 1]!, way[k]!) < 0.5
      if (!atStart && !atEnd) return false
    }
  }
  return ends.every(
    (end, i) => sharpness(ring, end, i === 0 ? way[1]! : way.at(-2)!) < 0.7 || way.length === 2,
  )
}
