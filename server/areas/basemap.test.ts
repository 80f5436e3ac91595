import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { PMTiles, type Source } from 'pmtiles'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BasemapReply } from '@shaotai/shared/contract/http.ts'
import { readConfig } from '../config.ts'
import { openTestApp, type TestApp } from '../test/app.ts'
import { SMALL_DISTRICT, toFeature } from '../test/boxes.ts'

const data = resolve(import.meta.dirname, '../..', process.env['SHAOTAI_DATA'] ?? '../shared/data')
const TAICHUNG = join(data, 'tiles/taichung-xitun.pmtiles')
const LIECHTENSTEIN = join(data, 'tiles/liechtenstein-2013-08-03.pmtiles')
const isThere = existsSync(TAICHUNG) && existsSync(LIECHTENSTEIN)
if (!isThere) console.warn(`The real tiles are not in ${data} (SHAOTAI_DATA): the basemap is tried without.`)

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'shaotai-basemap-'))))
afterAll(() => rmSync(folder, { recursive: true }))

const basemapOf = async (it_: TestApp): Promise<BasemapReply> =>
  (await it_.ask('chief', 'GET', '/api/basemap')).json() as BasemapReply

describe('the ground below the areas', () => {
  it('is the demo’s with the demo district where the pages have it, none otherwise, and spans the areas', async () => {
    const demoAreas = join(folder, 'areas.geojson')
    const features = SMALL_DISTRICT.map(toFeature)
    writeFileSync(demoAreas, JSON.stringify({ type: 'FeatureCollection', features }))
    const pagesDir = join(folder, 'dist')
    const bounds = [117, 30.5, 117.1, 30.6]

    const bare = await openTestApp({ demoAreas, pagesDir })
    expect(await basemapOf(bare)).toMatchObject({ kind: 'none', url: null, bounds })
    await bare.close()

    mkdirSync(join(pagesDir, 'demo'), { recursive: true })
    writeFileSync(join(pagesDir, 'index.html'), '<!doctype html>')
    const ground = JSON.stringify({ type: 'FeatureCollection', features: Array(400).fill(features[0]) })
    writeFileSync(join(pagesDir, 'demo/basemap.geojson'), ground)
    const demo = await openTestApp({ demoAreas, pagesDir })
    try {
      expect(await basemapOf(demo)).toMatchObject({ kind: 'demo', url: '/demo/basemap.geojson', bounds })
      const ask = (headers: Record<string, string>) =>
        demo.app.inject({ url: '/demo/basemap.geojson', headers: { 'accept-encoding': 'gzip', ...headers } })
      const file = await ask({})
      expect(file.headers).toMatchObject({
        'content-encoding': 'gzip',
        'content-type': expect.stringMatching(/^application\/geo\+json/),
        'cache-control': 'no-cache',
      })
      expect(file.rawPayload.length).toBeLessThan(ground.length / 5)
      expect((await ask({ 'if-none-match': String(file.headers['etag']) })).statusCode).toBe(304)
    } finally {
      await demo.close()
    }

    const empty = await openTestApp({ pagesDir })
    expect(await basemapOf(empty)).toMatchObject({ kind: 'none', bounds: null })
    await empty.close()
  })

  it('stops the start where BASEMAP names no archive', async () => {
    const text = join(folder, 'text.pmtiles')
    writeFileSync(text, 'PMTiles, or so it says')
    expect(() => readConfig({ BASEMAP: text })).toThrow(/BASEMAP is ".*"; that is no PMTiles archive/)
    expect(() => readConfig({ BASEMAP: join(folder, 'absent') })).toThrow(/it cannot be read \(ENOENT\)/)
    expect(() => readConfig({ BASEMAP: folder })).toThrow(/it cannot be read \(EISDIR\)/)
    const cut = join(folder, 'cut.pmtiles')
    writeFileSync(cut, 'PMTiles\u0003')
    await expect(openTestApp({ basemap: cut })).rejects.toThrow(
      /The basemap .* cannot be read: [^]*leave BASEMAP out/,
    )
  })
})

describe.skipIf(!isThere)('an archive of the operator’s', () => {
  it.each([
    [TAICHUNG, [120.5919, 24.1775, 120.6134, 24.1887]],
    [LIECHTENSTEIN, [9.471078, 47.04774, 9.636217, 47.27128]],
  ])('%s is told with its credit, zooms and bounds, and read in ranges', async (basemap, bounds) => {
    const it_ = await openTestApp({ basemap })
    try {
      expect(await basemapOf(it_)).toEqual({
        kind: 'pmtiles',
        url: '/basemap.pmtiles',
        attribution: '© OpenStreetMap contributors (ODbL)',
        minZoom: 0,
        maxZoom: 14,
        bounds,
      })
      const range = async (offset: number, length: number) => {
        const answer = await it_.app.inject({
          url: '/basemap.pmtiles',
          headers: { range: `bytes=${offset}-${offset + length - 1}`, 'accept-encoding': 'gzip, br' },
        })
        expect(answer.statusCode).toBe(206)
        expect(answer.headers['content-encoding']).toBeUndefined()
        expect(answer.headers['cache-control']).toBe('no-cache')
        return answer.rawPayload
      }
      const whole = readFileSync(basemap)
      expect(await range(100, 50)).toEqual(whole.subarray(100, 150))

      // What a page does: a tile, by header, directory and ranges alone.
      const source: Source = {
        getKey: () => basemap,
        getBytes: async (offset, length) => ({ data: new Uint8Array(await range(offset, length)).buffer }),
      }
      const [west, south, east, north] = bounds as [number, number, number, number]
      const tile = await new PMTiles(source).getZxy(14, ...tileAt((west + east) / 2, (south + north) / 2, 14))
      expect(tile!.data.byteLength).toBeGreaterThan(1_000)
    } finally {
      await it_.close()
    }
  })
})

function tileAt(lng: number, lat: number, zoom: number): [x: number, y: number] {
  const n = 2 ** zoom
  const phi = (lat * Math.PI) / 180
  return [
    Math.floor(((lng + 180) / 360) * n),
    Math.floor(((1 - Math.log(Math.tan(phi) + 1 / Math.cos(phi)) / Math.PI) / 2) * n),
  ]
}
