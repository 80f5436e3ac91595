/**
 * Whose work a moment of the main thread was: from the stack of a sample to one of a few parties. The innermost
 * frame that has an owner decides; what everybody uses (Vue, shared code, the browser's own functions) is the work
 * of whoever called it. Pure.
 */

export type Party = 'map' | 'charts' | 'panels' | 'live' | 'page' | 'garbage' | 'browser' | 'nobody'
export const PARTIES: readonly Party[] = [
  'map',
  'charts',
  'panels',
  'live',
  'page',
  'garbage',
  'browser',
  'nobody',
]

/** By where its source lies in the checkout; the first that fits. */
const OWNERS: [party: Party, place: RegExp][] = [
  [
    'map',
    /(^|\/)web\/(map|layers)\/|\/(maplibre-gl|pmtiles|supercluster|kdbush|flatbush|@maplibre|@mapbox)\//,
  ],
  ['charts', /(^|\/)web\/charts\/|\/(echarts|zrender)\//],
  ['panels', /(^|\/)web\/(panels|marks)\//],
  ['live', /(^|\/)web\/live\/|\/(socket\.io|engine\.io)[^/]*\//],
  [
    'page',
    /(^|\/)web\/(wall|desk|brief|case|parts|outbox|screen|stores|clock|http|home)\/|(^|\/)web\/[^/]*$|(^|\/)bench\//,
  ],
]

/** Null: nobody's own, whoever calls it answers for it. */
export function ownerOf(source: string): Party | null {
  return OWNERS.find(([, place]) => place.test(source))?.[0] ?? null
}

/** As the DevTools protocol's `Profiler.Profile` has it; times in µs. */
export interface Profile {
  nodes: ProfileNode[]
  startTime: number
  samples?: number[]
  timeDeltas?: number[]
}
export interface ProfileNode {
  id: number
  callFrame: { functionName: string; url: string; lineNumber: number; columnNumber: number }
  children?: number[]
}
/** Where a frame's source lies; null: not known. */
export type SourceOf = (frame: ProfileNode['callFrame']) => string | null

/** What V8 says in place of a function. Not an object: every object has a `toString`, and so has the browser. */
const OF_V8: ReadonlyMap<string, Party | 'idle'> = new Map([
  ['(idle)', 'idle'],
  ['(garbage collector)', 'garbage'],
  ['(program)', 'browser'],
])

/** Each sample's moment (µs of the browser's clock), how long it stands for, and whose it was. */
export interface Moment {
  at: number
  lasts: number
  party: Party
  /** Of the frame that decided; empty where the browser or V8 did. */
  source: string
}

/** Moments in which the thread was busy, in the order of time. */
export function momentsOf(
  { nodes, startTime, samples = [], timeDeltas = [] }: Profile,
  sourceOf: SourceOf,
): Moment[] {
  const verdicts = verdictsOf(nodes, sourceOf)
  const moments: Moment[] = []
  let at = startTime
  for (const [i, id] of samples.entries()) {
    at += timeDeltas[i]!
    const { party, source } = verdicts.get(id)!
    // A sample stands until the next one.
    if (party !== 'idle') moments.push({ at, lasts: Math.max(0, timeDeltas[i + 1] ?? 0), party, source })
  }
  return moments
}

interface Verdict {
  party: Party | 'idle'
  source: string
}
function verdictsOf(nodes: readonly ProfileNode[], sourceOf: SourceOf): Map<number, Verdict> {
  const parents = new Map<number, ProfileNode>()
  for (const node of nodes) for (const child of node.children ?? []) parents.set(child, node)
  const known = new Map<number, Verdict>()
  const find = (node: ProfileNode | undefined): Verdict => {
    if (!node) return { party: 'nobody', source: '' }
    const told = known.get(node.id)
    if (told) return told
    const { functionName, url } = node.callFrame
    const source = (url ? sourceOf(node.callFrame) : null) ?? ''
    const party = url ? ownerOf(source) : OF_V8.get(functionName)
    const verdict = party ? { party, source } : find(parents.get(node.id))
    known.set(node.id, verdict)
    return verdict
  }
  for (const node of nodes) find(node)
  return known
}

/** µs by party. */
export function sharesOf(moments: readonly Moment[]): Record<Party, number> {
  const shares = Object.fromEntries(PARTIES.map((it) => [it, 0])) as Record<Party, number>
  for (const { party, lasts } of moments) shares[party] += lasts
  return shares
}

/** The files that had most of a party's time: the last two parts of their names, µs. */
export function busiestOf(moments: readonly Moment[], of: Party, most: number): [file: string, us: number][] {
  const files = new Map<string, number>()
  for (const { party, source, lasts } of moments) {
    if (party !== of) continue
    const file = source.split('/').slice(-2).join('/')
    files.set(file, (files.get(file) ?? 0) + lasts)
  }
  return [...files].toSorted((a, b) => b[1] - a[1]).slice(0, most)
}
