/**
 * Outlines on a plane of centimetres, where they can be cut with each other: the only place that may open clipper2-ts.
 * An equal-area cylinder through the middle: square metres are right everywhere, widths near the middle. Integers,
 * because that is why Clipper never fails on edges that almost touch.
 */
import {
  Clipper,
  ClipType,
  FillRule,
  PolyTree64,
  type Path64,
  type Paths64,
  type PolyPath64,
} from 'clipper2-ts'
import type { AreaShape, Position } from '@shaotai/shared/domain/area.ts'
import { ringsOf } from './rings.ts'

/** Mean radius of the earth, metres (IUGG). */
const RADIUS = 6_371_008.8
const RADIANS = Math.PI / 180
const PER_METRE = 100

export type Outline = Paths64
export interface Piece {
  squareMetres: number
  /** Twice the area by the length of the outline: what a strip of this area and length is wide. */
  widthMetres: number
  /** A place inside of it. */
  place: Position
  outline: Outline
}

export interface Plane {
  outlineOf: (shape: AreaShape) => Outline
  /** What both have. Each by the even-odd rule, so that holes stay open whichever way they run. */
  common: (a: Outline, b: Outline) => Piece[]
  /** What the first has and the second lacks. */
  rest: (a: Outline, b: Outline) => Piece[]
  either: (a: Outline, b: Outline) => Piece[]
  /** All in one, for tidy outlines: what several have is there once, and what runs the wrong way is not there. */
  together: (outlines: readonly Outline[]) => Outline
  squareMetres: (outline: Outline) => number
}

/** `middle`: [lng, lat] of what will be judged. */
export function planeAround([lng0, lat0]: Position): Plane {
  const stretch = Math.cos(lat0 * RADIANS)
  const height = Math.sin(lat0 * RADIANS)
  const toPoint = ([lng, lat]: Position) => ({
    x: Math.round(RADIUS * stretch * (lng - lng0) * RADIANS * PER_METRE),
    y: Math.round((RADIUS / stretch) * (Math.sin(lat * RADIANS) - height) * PER_METRE),
  })
  const toPosition = (x: number, y: number): Position => [
    lng0 + x / (RADIUS * stretch * RADIANS * PER_METRE),
    Math.asin(height + (y * stretch) / (RADIUS * PER_METRE)) / RADIANS,
  ]
  const cut = (type: ClipType, a: Outline, b: Outline): Piece[] => {
    const tree = new PolyTree64()
    Clipper.booleanOpWithPolyTree(type, a, b, tree, FillRule.EvenOdd)
    return outersOf(tree).map((outline) => {
      const square = Math.abs(Clipper.areaPaths(outline)) / PER_METRE ** 2
      return {
        squareMetres: square,
        widthMetres: (2 * square) / lengthOf(outline),
        place: toPosition(...insideOf(outline)),
        outline,
      }
    })
  }
  return {
    outlineOf: (shape) => ringsOf(shape).map((ring) => ring.slice(0, -1).map(toPoint)),
    common: (a, b) => cut(ClipType.Intersection, a, b),
    rest: (a, b) => cut(ClipType.Difference, a, b),
    either: (a, b) => cut(ClipType.Xor, a, b),
    together: (outlines) => Clipper.union(outlines.flat(), FillRule.Positive),
    squareMetres: (outline) =>
      Math.abs(Clipper.areaPaths(Clipper.union(outline, FillRule.EvenOdd))) / PER_METRE ** 2,
  }
}

/** Every outer ring with the holes in it; what lies inside a hole is a piece of its own. */
function outersOf(node: PolyPath64): Outline[] {
  const found: Outline[] = []
  for (let i = 0; i < node.count; i += 1) {
    const outer = node.child(i)
    const holes = Array.from({ length: outer.count }, (_, h) => outer.child(h))
    found.push([outer.poly!, ...holes.map((it) => it.poly!)], ...holes.flatMap(outersOf))
  }
  return found
}

function lengthOf(outline: Outline): number {
  let length = 0
  for (const ring of outline) {
    ring.forEach((from, i) => {
      const to = ring[(i + 1) % ring.length]!
      length += Math.hypot(to.x - from.x, to.y - from.y)
    })
  }
  return length / PER_METRE
}

/** The middle of the widest stretch at half height, which is inside also where the piece is bent. */
function insideOf(outline: Outline): [x: number, y: number] {
  const ys = outline[0]!.map(({ y }) => y)
  const lowest = ys.reduce((a, b) => Math.min(a, b))
  const y = (lowest + ys.reduce((a, b) => Math.max(a, b))) / 2 + 0.25 // between the integers: no corner lies there
  const crossings = outline.flatMap((ring) => crossingsOf(ring, y)).toSorted((a, b) => a - b)
  let best: [number, number] = [outline[0]![0]!.x, outline[0]![0]!.y]
  let widest = -1
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const [from, to] = [crossings[i]!, crossings[i + 1]!]
    if (to - from > widest) [best, widest] = [[(from + to) / 2, y], to - from]
  }
  return best
}

const crossingsOf = (ring: Path64, y: number): number[] =>
  ring.flatMap((a, i) => {
    const b = ring[(i + 1) % ring.length]!
    return a.y > y === b.y > y ? [] : [a.x + ((y - a.y) * (b.x - a.x)) / (b.y - a.y)]
  })
