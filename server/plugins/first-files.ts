/**
 * Which files each page of the built ones begins with, as headers that a browser reads before the page itself: its code then
 * comes beside the entry's and not after it. Knows the manifest that the build writes, and no request.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Of vite's manifest what is read here. */
export interface Built {
  file: string
  /** Keys of what it cannot start without. */
  imports?: string[]
  css?: string[]
}
export type Manifest = Record<string, Built>

/** As the pages' router names them (web/router.ts): those that somebody waits for with work to do. */
export const BEGINS_WITH: Readonly<Record<string, string>> = {
  '/wall': 'wall/WallView.vue',
  '/desk': 'desk/DeskView.vue',
  '/brief': 'brief/BriefView.vue',
}
const ENTRY = 'index.html'

/** Null: the pages were built without one. */
export function readManifest(dir: string): Manifest | null {
  const file = join(dir, '.vite/manifest.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : null
}

/** Everything that a page is made of before it asks for more, itself and the entry among them; each once. */
export function filesOf(manifest: Manifest, page: string): { scripts: string[]; styles: string[] } {
  const found = new Map<string, Built>()
  const add = (key: string): void => {
    const it = manifest[key]
    if (!it || found.has(key)) return
    found.set(key, it)
    for (const other of it.imports ?? []) add(other)
  }
  add(ENTRY)
  add(page)
  const built = [...found.values()]
  // Two chunks may need one style sheet.
  const styles = new Set(built.flatMap(({ css = [] }) => css))
  return { scripts: built.map(({ file }) => file), styles: [...styles] }
}

/** The `Link` header of a page's own files; what the entry has is in the page already. Null: there is nothing to say. */
export function linksOf(manifest: Manifest | null, path: string): string | null {
  const page = BEGINS_WITH[path]
  if (!manifest || !page || !manifest[page]) return null
  const known = filesOf(manifest, ENTRY)
  const { scripts, styles } = filesOf(manifest, page)
  return [
    ...scripts.filter((it) => !known.scripts.includes(it)).map((it) => `</${it}>; rel=modulepreload`),
    ...styles
      .filter((it) => !known.styles.includes(it))
      .map((it) => `</${it}>; rel=preload; as=style; crossorigin`),
  ].join(', ')
}
