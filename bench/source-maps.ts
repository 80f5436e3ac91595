/**
 * Where a function of a built page was written. Builds the same pages once more with their source maps, beside
 * the ones that are served: the files bear the same names, for these are made of what is in them.
 */
import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { join } from 'node:path'
import { build, type InlineConfig } from 'vite'
import type { SourceOf } from './attribution.ts'

/** Builds into `outDir`, maps included. */
export async function buildWithMaps(config: InlineConfig, outDir: string): Promise<void> {
  await build({
    ...config,
    logLevel: 'error',
    mode: 'production',
    build: { ...config.build, outDir, emptyOutDir: true, sourcemap: 'hidden' },
  })
}

/** For frames of files that were built into `outDir`. */
export function sourcesOf(outDir: string): SourceOf {
  const maps = new Map<string, SourceMap | null>()
  const mapOf = (path: string): SourceMap | null => {
    const file = join(outDir, `${path}.map`)
    if (!maps.has(path))
      maps.set(path, existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : null)
    return maps.get(path)!
  }
  return ({ url, lineNumber, columnNumber }) => {
    if (!URL.canParse(url)) return null
    const entry = mapOf(new URL(url).pathname)?.findEntry(lineNumber, columnNumber)
    return entry && 'originalSource' in entry ? entry.originalSource : null
  }
}

/** Scripts that ran and that nobody built here: their work would be called nobody's. */
export const unknownScripts = (outDir: string, urls: Iterable<string>): string[] =>
  [...new Set(urls)].filter(
    (url) => /\/assets\/.*\.js$/.test(url) && !existsSync(join(outDir, `${new URL(url).pathname}.map`)),
  )
