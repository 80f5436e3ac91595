import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AreasReply } from '@shaotai/shared/contract/http.ts'
import { openTestApp, TEST_KEY, type TestApp } from '../test/app.ts'
import { fromWgs84 } from '../areas/coordinates.ts'
import { reportLines } from './area-report.ts'
import { importAreas } from './area-run.ts'
import { toAreaMapping } from './area-mapping.ts'

const data = resolve(import.meta.dirname, '../..', process.env['SHAOTAI_DATA'] ?? '../shared/data')
const isThere = existsSync(join(data, 'boundaries'))
if (!isThere) console.warn(`The real boundaries are not in ${data} (SHAOTAI_DATA): their import is skipped.`)
const mappings = resolve(import.meta.dirname, '../../mappings')

let it_: TestApp
let url: string
let folder: string
beforeAll(async () => {
  it_ = await openTestApp()
  url = await it_.app.listen({ host: '127.0.0.1', port: 0 })
  folder = await mkdtemp(join(tmpdir(), 'shaotai-areas-'))
})
afterAll(async () => {
  await it_.close()
  await rm(folder, { recursive: true })
})

const MAPPING = `
crs: cgcs2000
code: { property: adcode }
parent: { property: adcode, first: 6 }
tier: { property: level, values: { 街道: street } }
name: { property: label }
households: { property: hh }
`
const ring = [
  [117, 30],
  [117.1, 30],
  [117.1, 30.1],
  [117, 30.1],
  [117, 30],
]
const feature = (properties: object, coordinates: unknown = [ring]) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Polygon', coordinates },
})
const PLAIN = { dryRun: false, replace: false, accept: [], document: 'a test', validFrom: null }
const put = async (name: string, contents: unknown): Promise<string> => {
  const path = join(folder, name)
  await writeFile(path, typeof contents === 'string' ? contents : JSON.stringify(contents))
  return path
}
const collection = (...features: unknown[]) => ({ type: 'FeatureCollection', features })
const run = async (
  file: string,
  mapping: string,
  over: { dryRun?: boolean; replace?: boolean; key?: string } = {},
) => importAreas({ file, mapping, url, key: TEST_KEY, ...PLAIN, ...over })
const listed = async () =>
  ((await it_.ask('chief', 'GET', '/api/areas?form=list')).json() as AreasReply).features.map(
    ({ properties }) => properties,
  )

describe('import of areas', () => {
  it('reads codes as numbers, parents from codes, tiers from words and households with commas', async () => {
    const mapping = await put('map.yaml', MAPPING)
    const top = await put('top.yaml', MAPPING.replace(/parent:.*\n/, '').replace(/tier:.*/, 'tier: district'))
    const district = { adcode: 340803, label: '大观区', level: '-', hh: null }
    await run(await put('a.geojson', collection(feature(district))), top)
    const street = { adcode: '340803001', label: ' 德宽路街道 ', level: '街道', hh: '12,204' }
    const lines = await run(await put('b.geojson', collection(feature(street))), mapping)
    expect(lines[0]).toBe('1 areas: 1 new or changed, 0 as before.')
    expect(await listed()).toEqual([
      { code: '340803', tier: 'district', parent: null, name: '大观区', nameEn: null, households: null },
      {
        code: '340803001',
        tier: 'street',
        parent: '340803',
        name: '德宽路街道',
        nameEn: null,
        households: 12_204,
      },
    ])
  })

  it('lists every fault with its feature and code, before anything is sent and after, and writes nothing', async () => {
    const mapping = await put('map.yaml', MAPPING)
    const before = await listed()
    const broken = await put(
      'bad.geojson',
      collection(
        feature({ adcode: '340803002', label: '', level: '镇', hh: 'many' }),
        feature({ adcode: '340803003', label: 'b', level: '街道' }, [ring.slice(0, 4)]),
        feature({ label: 'c', level: '街道' }),
      ),
    )
    await expect(run(broken, mapping)).rejects.toThrow(
      /5 fault\(s\), so none[^]*feature 1 \(340803002\) is of the tier "镇"[^]*feature 1 \(340803002\) has no name[^]*feature 1 \(340803002\) has "many" households[^]*feature 2 \(340803003\) ring 1 is not closed[^]*feature 3 \(no code\) has no code/,
    )
    const orphan = await put(
      'orphan.geojson',
      collection(feature({ adcode: '999999001', label: 'x', level: '街道', hh: 1 })),
    )
    await expect(run(orphan, mapping)).rejects.toThrow(
      /2 fault\(s\)[^]*refused: feature 1 \(999999001\) has the parent 999999, which is neither in the file nor loaded[^]*\(999999001\) overlaps 340803001 by 107,\d{3},\d{3} m²/,
    )
    expect(await listed()).toEqual(before)
  })

  it('takes all tiers from one file, each below the longest code that its own begins with', async () => {
    const mapping = await put(
      'prefix.yaml',
      MAPPING.replace(/parent:.*/, 'parent: { prefix: true }').replace(
        /tier:.*/,
        'tier: { property: level, values: { 区: district, 街: street, 社: community } }',
      ),
    )
    const of = (adcode: string, level: string) => feature({ adcode, label: adcode, level, hh: null })
    const file = await put('all.geojson', collection(of('35', '区'), of('3501', '街'), of('350107', '社')))
    expect((await run(file, mapping, { replace: true }))[1]).toMatch(/^They are version \d+ of the areas\.$/)
    expect((await listed()).map(({ code, parent }) => [code, parent])).toEqual([
      ['35', null],
      ['3501', '35'],
      ['350107', '3501'],
    ])
  })

  it('sends outlines of another system as they are, with its name, and the server turns them once', async () => {
    const mapping = await put(
      'gcj.yaml',
      MAPPING.replace('cgcs2000', 'gcj02')
        .replace(/parent:.*\n/, '')
        .replace(/tier:.*/, 'tier: district'),
    )
    const file = await put(
      'gcj.geojson',
      collection(feature({ adcode: '36', label: 'g', level: '-', hh: null })),
    )
    await run(file, mapping, { replace: true })
    const { features } = (await it_.ask('chief', 'GET', '/api/areas')).json() as AreasReply
    const corner = (features[0]!.geometry!.coordinates as [number, number][][])[0]![0]!
    const [lng, lat] = fromWgs84(corner, 'gcj02')
    expect(Math.hypot(lng - 117, lat - 30) * 111_195).toBeLessThan(0.2)
    expect(Math.hypot(corner[0] - 117, corner[1] - 30) * 111_195).toBeGreaterThan(100)
  })

  it('reports what is refused in full, and of warnings the ten largest of a kind', () => {
    const slivers = Array.from({ length: 12 }, (_, i) => ({
      level: 'warned' as const,
      code: 'sliver_gap' as const,
      says: `sliver ${i}`,
      squareMetres: i,
    }))
    const lines = reportLines([...slivers, { level: 'refused', says: 'a fault' }])
    expect(lines).toHaveLength(12)
    expect([lines[0], lines[1], lines[11]]).toEqual([
      'refused: a fault',
      'warning: sliver 11',
      'warning: and 2 smaller ones of sliver_gap.',
    ])
  })

  it('says in one sentence what is wrong with a file or a key as a whole', async () => {
    const mapping = await put('map.yaml', MAPPING)
    const good = await put(
      'good.geojson',
      collection(feature({ adcode: '340803001', label: 'x', level: '街道', hh: 1 })),
    )
    const fails = async (file: string | Promise<string>, says: RegExp) =>
      expect(run(await file, mapping)).rejects.toThrow(says)
    await fails(join(folder, 'absent.geojson'), /There is no file/)
    await fails(put('cut.geojson', '{"type":"FeatureColl'), /is no JSON[^]*cut short/)
    await fails(put('zip.geojson', 'PK..'), /zip archive/)
    await fails(put('one.geojson', feature({})), /no GeoJSON FeatureCollection/)
    await fails(
      put('metres.geojson', {
        ...collection(feature({})),
        crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::3826' } },
      }),
      /EPSG::3826[^]*Convert it first/,
    )
    await fails(
      put('other.geojson', collection(feature({ CODE: '1' }))),
      /reads adcode, level, label, hh[^]*The features have: CODE/,
    )
    await expect(run(good, mapping, { key: 'key_wrong' })).rejects.toThrow(/401[^]*history right/)
    await expect(
      importAreas({
        file: good,
        mapping,
        url: 'http://127.0.0.1:9',
        key: 'k',
        ...PLAIN,
      }),
    ).rejects.toThrow(/cannot be reached/)
  })

  it('tells every mistake of a mapping with its line', () => {
    expect(() => toAreaMapping('crs: utm50\ncode: { property: a, frist: 3 }\ntier: x\n', 'm.yaml')).toThrow(
      /line 1, crs: must be one of wgs84, cgcs2000, gcj02, bd09[^]*line 2, code\.frist: there is no such setting/,
    )
    expect(() =>
      toAreaMapping('crs: wgs84\ncode: {}\nname: { property: n }\ntier: village\n', 'm.yaml'),
    ).toThrow(/line 2, code: needs one of property and constant[^]*line 4, tier: "village" is no tier/)
    expect(() => toAreaMapping('crs: [', 'm.yaml')).toThrow(/neither YAML nor JSON/)
  })
})

describe.skipIf(!isThere)('Tainan, through the mappings of the project', () => {
  const from = (name: string, over = {}) =>
    run(join(data, `boundaries/tainan-${name}.geojson`), join(mappings, `tainan-${name}.yaml`), over)

  it('has 37 districts and 649 villages, tried first without a server', async () => {
    expect((await from('villages', { dryRun: true }))[0]).toMatch(/^649 areas would be sent/)
    expect((await from('towns', { replace: true }))[0]).toBe(
      '37 areas: 37 new or changed, 0 as before, 1 others removed.',
    )
    const told = await from('villages')
    expect(told[0]).toBe('649 areas: 649 new or changed, 0 as before.')
    expect(told).toContainEqual(expect.stringMatching(/^repaired: 649 ring\(s\) ran the other way/))
    expect(told).toContainEqual(expect.stringMatching(/^warning: and \d+ smaller ones of sliver_outside\.$/))
    expect((await from('towns'))[0]).toBe('37 areas: 0 new or changed, 37 as before.')
    const areas = await listed()
    expect(areas).toHaveLength(686)
    expect(areas.find(({ code }) => code === '67000280002')).toMatchObject({
      name: '六甲里',
      nameEn: 'Liujia Vil.',
      parent: '67000280',
      tier: 'community',
    })
  })

  it('gives a report in it its village and district, and refuses one in the sea', async () => {
    const answer = await it_.report({ lng: 120.2875, lat: 22.9585 })
    const { caseId } = answer.json() as { caseId: string }
    const { rows } = await it_.database.writePool.query('select area_path from case_file where id = $1', [
      caseId,
    ])
    expect(rows[0].area_path).toEqual(['67000280', '67000280002'])
    expect((await it_.report({ lng: 119.5, lat: 23 })).json()).toMatchObject({ code: 'outside_district' })
  })
})
