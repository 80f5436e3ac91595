/** What a page weighs before it shows anything, from the pages as they were built: the promise is that of the issue, in kB of gzip. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { BEGINS_WITH, filesOf, linksOf, readManifest } from './server/plugins/first-files.ts'

const DIST = join(import.meta.dirname, 'web/dist')
const MOST_KB = 250
/** Names of chunks that nobody waits for: maps, charts, the link. */
const LATER = /gl-map|maplibre|echarts|EChart|NearMap|plain-map|connect/i

const manifest = readManifest(DIST)
if (!manifest)
  throw new Error('The pages are not built: `npm test` builds them, and this file reads what they became.')
const weigh = (file: string): number => gzipSync(readFileSync(join(DIST, file))).length / 1_000

describe.each(['/desk', '/brief'])('%s', (path) => {
  const { scripts } = filesOf(manifest, BEGINS_WITH[path]!)
  it(`begins with at most ${MOST_KB} kB of JavaScript`, () => {
    const kb = scripts.reduce((sum, file) => sum + weigh(file), 0)
    expect(scripts.length).toBeGreaterThan(2)
    expect(kb).toBeGreaterThan(50) // less would be a list that lacks something
    expect(kb).toBeLessThanOrEqual(MOST_KB)
  })
  it('begins without a map, charts or the link, which are there to be fetched later', () => {
    expect(scripts.filter((it) => LATER.test(it))).toEqual([])
    const all = Object.values(manifest).map(({ file }) => file)
    for (const name of ['gl-map', 'NearMap', 'connect'])
      expect(
        all.some((it) => it.includes(name)),
        name,
      ).toBe(true)
  })
  it('says in its headers what it begins with, each file once and none that the entry names', () => {
    const links = linksOf(manifest, path)!.split(', ')
    expect(new Set(links).size).toBe(links.length)
    for (const file of filesOf(manifest, 'index.html').scripts) expect(links.join()).not.toContain(file)
    expect(links.filter((it) => it.includes('modulepreload')).length).toBe(
      scripts.length - filesOf(manifest, 'index.html').scripts.length,
    )
  })
})
