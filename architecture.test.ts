/** The rules of ARCHITECTURE.md, executable: who may import whom, and the one door of each heavy library. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = import.meta.dirname

/** A folder, what it may not import (path prefix or package), and why. */
const RULES: [folder: string, mayNot: string[], because: string][] = [
  [
    'shared',
    ['server', 'web', 'node:', 'vue', 'fastify', 'pg', 'kysely'],
    'both sides speak it: no I/O, no framework',
  ],
  ['shared/domain', ['shared/contract'], 'the contract is made of the domain, not the other way round'],
  ['web', ['server'], 'the two sides meet in shared alone'],
  ['server', ['web'], 'the two sides meet in shared alone'],
  [
    'server/ingest',
    ['server/cases/case-repository.ts', 'server/realtime'],
    'doors ask services, not another feature’s tables',
  ],
  [
    'server/realtime',
    ['server/cases/case-repository.ts', 'server/ingest'],
    'screens are fed by the log alone',
  ],
  [
    'server/kpi',
    ['server/cases/case-repository.ts', 'server/realtime'],
    'figures are queries over the ledger',
  ],
  [
    'server/simulator',
    [
      'server/app.ts',
      'server/cases',
      'server/db',
      'server/event-log',
      'server/ingest',
      'server/kpi',
      'server/realtime',
    ],
    'the demo speaks to the public API like any other client',
  ],
  [
    'server/event-log',
    ['server/cases', 'server/realtime', 'server/ingest'],
    'the log knows no one who reads or writes it',
  ],
  [
    'server/audit',
    ['server/cases', 'server/realtime', 'server/ingest', 'server/event-log', 'server/evidence'],
    'the trail knows rows, not what they tell of',
  ],
  [
    'server/db',
    ['server/cases', 'server/realtime', 'server/ingest', 'server/event-log', 'server/directory'],
    'connections know no feature',
  ],
  [
    'web/panels',
    ['web/live', 'web/stores', 'web/clock'],
    'a panel gets a model: the view that hosts it has the stores',
  ],
  ['web/stores', ['web/panels', 'web/map', 'web/charts'], 'state knows no pictures'],
  ['web/map', ['web/stores', 'web/live', 'web/panels'], 'a map draws what it is given'],
  ['web/charts', ['web/stores', 'web/live', 'web/panels'], 'a chart draws what it is given'],
  [
    'web/live',
    ['web/stores', 'web/panels', 'web/map', 'web/charts', 'vue'],
    'the link runs in tests and tools as in pages',
  ],
]

/** One door for each heavy dependency: the package, and the only places that may open it. */
const DOORS: [name: string, only: string[]][] = [
  ['socket.io-client', ['web/live']],
  ['echarts', ['web/charts']],
  ['maplibre-gl', ['web/map']],
  ['reka-ui', ['web/parts']],
  ['@tanstack/vue-virtual', ['web/parts']],
  ['socket.io', ['server/realtime']],
  ['pg', ['server/db', 'server/backup']],
  ['sharp', ['server/evidence/image.ts']],
  ['clipper2-ts', ['server/areas/plane.ts']],
  ['write-excel-file/universal', ['shared/table-file/xlsx.ts']],
  ['gcoord', ['server/areas/coordinates.ts']],
  ['robust-predicates', ['server/areas']],
  ['kysely', ['server/db', 'server/cases', 'server/kpi', 'server/realtime/read-picture.ts']],
]

/** Words that may be written in some files only. */
const WORDS: [word: RegExp, where: string, only: string[], because: string][] = [
  [
    /process\.env/,
    'server',
    ['server/config.ts', 'server/import/settings.ts', 'server/backup', 'server/simulator/settings.ts'],
    'one reader of the environment a program',
  ],
  [
    /Date\.now|new Date\(\)|performance\.now/,
    'server',
    ['server/main.ts', 'server/import', 'server/backup', 'server/db'],
    'the wall clock is an argument',
  ],
  [
    /Date\.now|new Date\(\)|Math\.random|performance\.now/,
    'shared',
    [],
    'pure: time and chance are arguments',
  ],
  [
    /insert into audit_entry|insertInto\('audit_entry'\)/,
    'server',
    ['server/audit/record.ts'],
    'one way onto the trail; the log’s own rows are written by append() in SQL',
  ],
  [/innerHTML|v-html|insertAdjacentHTML/, 'web', [], 'text of reporters is text, never markup'],
]

const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter(
      (path) =>
        /\.(ts|vue)$/.test(path) && !/node_modules|\/dist[./]|\.test\.ts$|\/test\/|\/testing\//.test(path),
    )

/** What a file imports: a path from the root for our own, the package's name for others. */
function importsOf(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8')
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]!)
  return found.map((target) => {
    if (target.startsWith('.')) return relative(root, resolve(root, dirname(path), target))
    return target.startsWith('@shaotai/') ? target.slice('@shaotai/'.length) : target
  })
}

/** `import type` asks for a name, not for the thing: it may cross a door. */
const isTypeOnly = (path: string, name: string): boolean => {
  const text = readFileSync(join(root, path), 'utf8')
  const statements = [...text.matchAll(/import\s+(type\s+)?[^'";]*?from\s+'([^']+)'/g)].filter(
    (match) => match[2] === name,
  )
  return statements.length > 0 && statements.every((match) => match[1] !== undefined)
}

const isUnder = (target: string, prefix: string): boolean =>
  target === prefix || target.startsWith(prefix.endsWith(':') ? prefix : `${prefix}/`)

describe('the house', () => {
  const all = ['shared', 'server', 'web'].flatMap(sources)

  it('has sources to look at', () => expect(all.length).toBeGreaterThan(50))

  it.each(RULES)('%s does not import %s', (folder, mayNot, because) => {
    const broken = all
      .filter((path) => isUnder(path, folder))
      .flatMap((path) =>
        importsOf(path)
          .filter((target) => mayNot.some((it) => isUnder(target, it)))
          .map((target) => `${path} imports ${target}`),
      )
    expect(broken, because).toEqual([])
  })

  it.each(DOORS)('%s has one door', (name, only) => {
    const broken = all.filter(
      (path) =>
        !only.some((it) => isUnder(path, it)) &&
        importsOf(path).some((target) => isUnder(target, name)) &&
        !isTypeOnly(path, name),
    )
    expect(broken).toEqual([])
  })

  it.each(WORDS)('%s is not written all over %s', (word, where, only, because) => {
    const broken = all.filter(
      (path) =>
        isUnder(path, where) &&
        !only.some((it) => isUnder(path, it)) &&
        word.test(readFileSync(join(root, path), 'utf8')),
    )
    expect(broken, because).toEqual([])
  })

  it('has no room called utils, helpers, common, manager, base or misc', () => {
    expect(
      all.filter((path) => /(^|[/-])(utils?|helpers?|common|managers?|base|misc)([./-]|$)/i.test(path)),
    ).toEqual([])
  })
})
