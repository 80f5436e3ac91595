import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openProgress, toDuration } from './progress.ts'
import { RefusalReport, toReportCell } from './refusal-report.ts'
import { readAreaSettings, readSettings } from './settings.ts'
import { Tally } from './tally.ts'
import { TimeOrder } from './time-order.ts'

describe('the tally', () => {
  it('counts a row once, by its worst step', () => {
    const tally = new Tally(4)
    tally.note(0, 'fresh')
    tally.note(0, 'present')
    tally.note(1, 'present')
    tally.note(2, 'fresh')
    tally.note(2, 'refused')
    tally.note(3, 'leftOut')
    expect(tally.counts).toEqual({ fresh: 1, present: 1, refused: 1, leftOut: 1 })
    expect(tally.known).toBe(4)
  })
})

describe('the report of refused rows', () => {
  it('has no formulas for a spreadsheet to run', () => {
    for (const text of ['=1+1', '+1', '-1', '@x', '\tx', '\rx'])
      expect(toReportCell(text).replace(/^"/, '')[0]).toBe("'")
    expect(toReportCell('a "b", c')).toBe('"a ""b"", c"')
    expect(toReportCell('SF-1')).toBe('SF-1')
  })
  it('is made with its first line, and sums up by code', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'shaotai-report-'))
    const path = join(folder, 'r.csv')
    const report = new RefusalReport(path)
    await expect(readFile(path)).rejects.toThrow()
    report.add({ line: 7, externalId: '=cmd', code: 'bad_stamp', sentence: 'No, it is not.' })
    report.add({ line: 9, externalId: null, code: 'bad_stamp', sentence: 'Nor this.' })
    report.close()
    expect(await readFile(path, 'utf8')).toBe(
      '\ufeffline,external_id,code,reason\r\n7,\'=cmd,bad_stamp,"No, it is not."\r\n9,,bad_stamp,Nor this.\r\n',
    )
    expect([...report.codes]).toEqual([['bad_stamp', 2]])
    await rm(folder, { recursive: true })
  })
})

describe('the order of time', () => {
  it('has every step in the order of its stamp, and no closing before its report', () => {
    const stamp = fc.integer({ min: 0, max: 20 })
    fc.assert(
      fc.property(fc.array(fc.tuple(stamp, fc.option(stamp))), (rows) => {
        const order = new TimeOrder(rows.length)
        rows.forEach(([at, closed], row) =>
          order.add(row, { offset: row * 10, length: 10, line: row + 1 }, at, closed),
        )
        order.sort()
        const steps = Array.from({ length: order.steps }, (_, index) => order.step(index))
        expect(steps).toHaveLength(rows.length + rows.filter(([, closed]) => closed !== null).length)
        expect(steps.map(({ at }) => at)).toEqual(steps.map(({ at }) => at).toSorted((a, b) => a - b))
        const reported = new Set<number>()
        for (const { row, step, place } of steps) {
          expect(place).toEqual({ offset: row * 10, length: 10, line: row + 1 })
          if (step === 'report') reported.add(row)
          else expect(reported.has(row)).toBe(true)
        }
      }),
    )
  })
})

describe('progress', () => {
  it('moves one line on a terminal and writes a line every two seconds elsewhere', () => {
    let at = 0
    const clock = { now: () => at, elapsed: () => at, sleep: async () => {} }
    const tally = new Tally(100)
    const written = (isTTY: boolean) => {
      at = 0
      const lines: string[] = []
      const progress = openProgress({ write: (text) => lines.push(text), isTTY, columns: 200 }, clock)
      for (; at <= 4_000; at += 50) progress.show('imported', at / 50, 100, tally)
      progress.end()
      return lines
    }
    expect(written(false)).toEqual([
      'imported 40 of 100 · new 0 · already there 0 · refused 0 · 20/s · 0:03 left\n',
      'imported 80 of 100 · new 0 · already there 0 · refused 0 · 20/s · 0:01 left\n',
    ])
    const moving = written(true)
    expect(moving.length).toBeGreaterThan(30)
    expect(moving.slice(0, -1).every((line) => line.startsWith('\r'))).toBe(true)
    expect(moving.at(-1)).toBe('\n')
  })
  it('says durations as a clock does', () => {
    expect([toDuration(0), toDuration(61), toDuration(3_661)]).toEqual(['0:00', '1:01', '1:01:01'])
  })
})

describe('the command line', () => {
  const env = { SHAOTAI_KEY: 'k' }
  const wrong = (program: 'import' | 'replay', args: string[], code: number, text: RegExp) => {
    expect(() => readSettings(program, args, env)).toThrow(text)
    try {
      readSettings(program, args, env)
    } catch (error) {
      expect(error).toMatchObject({ exitCode: code })
    }
  }
  it('names what is wrong with it', () => {
    wrong('import', [], 2, /Which file/)
    wrong('import', ['a.csv'], 2, /Which mapping/)
    wrong('import', ['a.csv', 'b.csv', '--map', 'sf311'], 2, /One file/)
    wrong('import', ['a.csv', '--map', 'sf311', '--fast'], 2, /--fast/)
    wrong('replay', ['a.csv', '--map', 'sf311'], 2, /How fast/)
    wrong('replay', ['a.csv', '--map', 'sf311', '--speed', '0'], 2, /above 0, or max/)
    wrong('import', ['a.csv', '--map', 'sf311', '--url', 'localhost'], 2, /is none/)
    wrong('import', ['a.csv', '--map', 'nowhere.yaml'], 1, /There is no mapping nowhere\.yaml/)
    wrong('import', ['a.csv', '--map', 'sf311', '--replace'], 2, /--replace belongs to areas/)
    expect(() => readAreaSettings(['areas', '--map', 'sf311'], env)).toThrow(/Which file/)
    expect(() => readAreaSettings(['areas', 'x.geojson'], env)).toThrow(/Which mapping/)
    expect(() => readAreaSettings(['areas', 'x.geojson', '--map', 'sf311', '--report', 'r'], env)).toThrow(
      /belong to cases/,
    )
  })
  it('finds the server and the key where the environment says', () => {
    const args = ['a.csv', '--map', 'sf311', '--speed', 'max']
    expect(readSettings('replay', args, { SHAOTAI_KEY: 'k', HOST: '0.0.0.0', PORT: '99' })).toMatchObject({
      url: 'http://127.0.0.1:99',
      key: 'k',
      speed: Infinity,
    })
    expect(
      readSettings('replay', args, { BOOTSTRAP_INGEST_KEY: 'b', PUBLIC_URL: 'https://wall.example/' }),
    ).toMatchObject({ url: 'https://wall.example', key: 'b' })
    expect(() => readSettings('replay', args, { DATA_DIR: '/nowhere' })).toThrow(
      /No key was given[^]*\/nowhere\/ingest\.key/,
    )
    expect(readSettings('replay', [...args, '--dry-run'], { DATA_DIR: '/nowhere' })).toMatchObject({
      dryRun: true,
      key: '',
    })
  })
  it('takes paths from where the person stands', () => {
    const at = { ...env, npm_lifecycle_event: 'import', INIT_CWD: '/data' }
    expect(readSettings('import', ['a.csv', '--map', 'sf311'], at, 0)).toMatchObject({
      file: '/data/a.csv',
      report: '/data/refused-a.csv-19700101-000000.csv',
    })
  })
})
