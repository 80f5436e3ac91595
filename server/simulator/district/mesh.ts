/**
 * A plane cut into faces that share their vertices: where one face gains a vertex, its neighbour gains the same one. So
 * there can be no gap and no overlap, however often a face is cut. Knows no districts; every vertex lies on the lattice
 * of six decimals from the start, so that nothing moves when the map is written.
 */
import { areaOf, between, toLngLat, toMetres, type Point } from './plane.ts'

/** What runs along an edge, or `none` for a mere border. */
export type EdgeTag = string

export interface Mesh {
  points: Point[]
  /** Rings of vertex numbers, counter-clockwise; an emptied face was cut in two. */
  faces: number[][]
  byPlace: Map<string, number>
  /** Directed edge → the face to its left. */
  leftOf: Map<string, number>
  /** Undirected edge → what runs along it. */
  tags: Map<string, EdgeTag>
  /** How many edges end at a vertex. */
  degree: number[]
}

export const emptyMesh = (): Mesh => ({
  points: [],
  faces: [],
  byPlace: new Map(),
  leftOf: new Map(),
  tags: new Map(),
  degree: [],
})

const directed = (a: number, b: number): string => `${a}>${b}`
export const undirected = (a: number, b: number): string => (a < b ? `${a}-${b}` : `${b}-${a}`)

/** The vertex at a place, a new one or the one that is already there. */
export function vertexAt(mesh: Mesh, place: Point): number {
  const [lng, lat] = toLngLat(place)
  const key = `${lng},${lat}`
  const known = mesh.byPlace.get(key)
  if (known !== undefined) return known
  const id = mesh.points.push(toMetres([lng, lat])) - 1
  mesh.byPlace.set(key, id)
  mesh.degree[id] = 0
  return id
}

export function addEdge(mesh: Mesh, a: number, b: number, tag: EdgeTag): void {
  const key = undirected(a, b)
  if (!mesh.tags.has(key)) {
    mesh.degree[a]!++
    mesh.degree[b]!++
  }
  mesh.tags.set(key, tag)
}

export function addFace(mesh: Mesh, ring: number[]): number {
  const id = mesh.faces.push(ring) - 1
  own(mesh, id)
  return id
}

function own(mesh: Mesh, face: number): void {
  const ring = mesh.faces[face]!
  ring.forEach((a, i) => mesh.leftOf.set(directed(a, ring[(i + 1) % ring.length]!), face))
}

export const ringOf = (mesh: Mesh, face: number): Point[] => mesh.faces[face]!.map((it) => mesh.points[it]!)
export const tagOf = (mesh: Mesh, a: number, b: number): EdgeTag => mesh.tags.get(undirected(a, b)) ?? 'none'

/** A vertex on the edge from ring position `at` to the next, `share` of the way: for both faces beside it. */
export function splitEdge(mesh: Mesh, face: number, at: number, share: number): number {
  const ring = mesh.faces[face]!
  const [a, b] = [ring[at]!, ring[(at + 1) % ring.length]!]
  const made = vertexAt(mesh, between(mesh.points[a]!, mesh.points[b]!, share))
  if (made === a || made === b) return made
  const tag = tagOf(mesh, a, b)
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    const side = mesh.leftOf.get(directed(from, to))
    if (side === undefined) continue
    const its = mesh.faces[side]!
    its.splice(its.indexOf(from) + 1, 0, made)
    mesh.leftOf.delete(directed(from, to))
    mesh.leftOf.set(directed(from, made), side)
    mesh.leftOf.set(directed(made, to), side)
  }
  mesh.tags.delete(undirected(a, b))
  mesh.tags.set(undirected(a, made), tag)
  mesh.tags.set(undirected(made, b), tag)
  mesh.degree[made]! += 2
  return made
}

/**
 * Cuts a face along a path of vertices whose first and last lie on its ring. Gives the part left of the path, then the
 * part right of it.
 */
export function cutFace(
  mesh: Mesh,
  face: number,
  path: number[],
  tag: EdgeTag,
): [left: number, right: number] {
  const ring = mesh.faces[face]!
  const [from, to] = [ring.indexOf(path[0]!), ring.indexOf(path.at(-1)!)]
  if (from < 0 || to < 0 || from === to) throw new Error('a cut runs from one place of the ring to another')
  const walk = (start: number, end: number): number[] => {
    const out: number[] = []
    for (let i = start; i !== end; i = (i + 1) % ring.length) out.push(ring[i]!)
    return [...out, ring[end]!]
  }
  const inner = path.slice(1, -1)
  const left = [...walk(to, from), ...inner]
  const right = [...walk(from, to), ...inner.toReversed()]
  for (let i = 1; i < path.length; i++) addEdge(mesh, path[i - 1]!, path[i]!, tag)
  mesh.faces[face] = []
  return [addFace(mesh, left), addFace(mesh, right)]
}

/** The one ring around a group of faces that hang together without holes: the edges that only one of them has. */
export function outlineOf(mesh: Mesh, faces: readonly number[]): number[] {
  const next = new Map<number, number>()
  const members = new Set(faces)
  for (const face of faces) {
    const ring = mesh.faces[face]!
    ring.forEach((a, i) => {
      const b = ring[(i + 1) % ring.length]!
      const beyond = mesh.leftOf.get(directed(b, a))
      if (beyond === undefined || !members.has(beyond)) next.set(a, b)
    })
  }
  const start = Math.min(...next.keys())
  const ring: number[] = []
  for (let at = start; ring.length === 0 || at !== start; at = next.get(at)!) ring.push(at)
  if (ring.length !== next.size) throw new Error('these faces have more than one outline')
  return ring
}

/** Makes one face of several; what lay between them is no edge any more. */
export function mergeFaces(mesh: Mesh, faces: readonly number[]): number {
  if (faces.length === 1) return faces[0]!
  const outline = outlineOf(mesh, faces)
  const kept = new Set(outline.map((a, i) => undirected(a, outline[(i + 1) % outline.length]!)))
  for (const face of faces) {
    const ring = mesh.faces[face]!
    ring.forEach((a, i) => {
      const b = ring[(i + 1) % ring.length]!
      const key = undirected(a, b)
      if (kept.has(key)) return
      mesh.leftOf.delete(directed(a, b))
      if (!mesh.tags.delete(key)) return
      mesh.degree[a]!--
      mesh.degree[b]!--
    })
    mesh.faces[face] = []
  }
  return addFace(mesh, outline)
}

/** Square metres. */
export const faceArea = (mesh: Mesh, face: number): number => areaOf(ringOf(mesh, face))
