/**
 * The documents under test: links and paths exist, commands are real, and what is drawn from code equals the
 * code. `UPDATE_DOCS=1` writes the generated parts anew. Knows documents only; what they say of behaviour is
 * proved by the tests they name.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ReportRequestSchema } from './shared/contract/http.ts'
import { PROBLEM_CODES, toProblem } from './shared/contract/problem.ts'
import {
  isOpen,
  LIFECYCLE_IDS,
  LIFECYCLE_OF_BIRTH,
  tableOf,
  type Action,
  type LifecycleId,
  type Status,
} from './shared/domain/lifecycle.ts'
import type { Edge } from './shared/domain/lifecycles/shape.ts'
import { PROFILES, treatmentOf } from './shared/domain/redact.ts'
import { REFUSALS } from './shared/domain/refusal.ts'
import { rolesFor } from './shared/domain/rights.ts'
import { KINDS, SENSITIVITIES } from './shared/domain/vocabulary.ts'
import { readConfig } from './server/config.ts'
import { readSettings } from './server/import/settings.ts'
import { KPIS } from './server/kpi/definitions.ts'
import { checkOf } from './server/plugins/validation.ts'

const root = import.meta.dirname
const read = (path: string): string => readFileSync(join(root, path), 'utf8')

const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => !/(^|\/)(node_modules|dist[^/]*|\.toolchain)(\/|$)/.test(path))

const DOCUMENTS = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...filesIn('docs').filter((path) => path.endsWith('.md')),
]
/** Pages that are linked before they are written. */
const AWAITED = new Set<string>()
/** Made by a start, a build or a test, so not in the repository. */
const IS_MADE = /^(\.toolchain|node_modules|web\/dist|data)(\/|$)/

const withoutFences = (text: string): string => text.replaceAll(/^```[\s\S]*?^```$/gm, '')
const fences = (text: string): string[] =>
  [...text.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map((match) => match[1]!)

describe('links and paths', () => {
  it.each(DOCUMENTS)('%s links to what exists', (document) => {
    const broken = [...withoutFences(read(document)).matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1]!)
      .filter((target) => !/^(https?|mailto):/.test(target))
      .filter((target) => {
        const [path, anchor] = target.split('#')
        const file = path ? join(dirname(document), path) : document
        if (AWAITED.has(file) && !existsSync(join(root, file))) return false
        if (!existsSync(join(root, file))) return true
        return anchor !== undefined && !anchorsOf(read(file)).includes(anchor)
      })
    expect(broken).toEqual([])
  })

  it.each(DOCUMENTS)('%s names paths that exist', (document) => {
    const rooms = new Set(readdirSync(root))
    const broken = [...withoutFences(read(document)).matchAll(/`([^`\s]+)`/g)]
      .map((match) => match[1]!.replace(/[:#].*$/, ''))
      .filter((path) => /^[\w.@-]+(\/[\w.@-]+)*\/?$/.test(path))
      .filter((path) => (path.includes('/') ? rooms.has(path.split('/')[0]!) : /\.(ts|md|json)$/.test(path)))
      // A name alone may stand for a file beside the one named before it (`evolve.ts`).
      .filter((path) => path.includes('/') || path.endsWith('.md'))
      .filter(
        (path) => !IS_MADE.test(path) && !AWAITED.has(path) && !/[A-Z]{4}/.test(path.replace(/\.md$/, '')),
      )
      .filter((path) => !existsSync(join(root, path)))
    expect(broken).toEqual([])
  })

  it('the life of an event names what stands in the files', () => {
    const pairs = [...read('docs/life-of-an-event.md').matchAll(/`([\w./-]+\.(?:ts|vue|sql))` ·\s+`(\w+)`/g)]
    expect(pairs.length).toBeGreaterThan(25)
    const broken = pairs
      .filter(([, path, name]) => !new RegExp(`\\b${name}\\b`).test(read(path!)))
      .map(([text]) => text)
    expect(broken).toEqual([])
  })
})

const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  )

describe('commands', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }

  it.each(DOCUMENTS)('%s names commands of package.json', (document) => {
    const named = [...read(document).matchAll(/npm run ([a-z][\w:-]*)/g)].map((match) => match[1]!)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })

  it('the two of the README are the ones that CI and everybody else run', () => {
    expect(fences(read('README.md'))[0]).toBe('npm start\nnpm test\n')
    expect(scripts).toHaveProperty('start')
    expect(read('.ci/run')).toMatch(/^exec npm test\b/m)
  })

  it('import and replay are written as their own parser takes them', () => {
    const lines = DOCUMENTS.flatMap((document) => fences(read(document)))
      .flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'))
      .flatMap((line) => /^\s*npm run (import|replay) -- ([^#]+)/.exec(line)?.slice(1, 3) ?? [])
    expect(lines.length).toBeGreaterThan(4)
    for (let i = 0; i < lines.length; i += 2) {
      const program = lines[i] as 'import' | 'replay'
      const words = lines[i + 1]!.trim().split(/\s+/)
      // A mapping that the reader is to write does not exist here; one of ours must.
      if (!words.some((it) => it.startsWith('mappings/') || it === 'sf311' || it === 'tainan1999')) continue
      expect(() => readSettings(program, words, { SHAOTAI_KEY: 'a key' }, 0), words.join(' ')).not.toThrow()
    }
  })

  it('the report of the README is one that the door takes', () => {
    const body = / -d '([^']+)'/.exec(read('README.md'))?.[1]
    const check = checkOf(ReportRequestSchema)
    expect(check.is(JSON.parse(body!)), JSON.stringify(check.errors())).toBe(true)
  })

  it('the unit file starts a file that exists, with settings that are read', () => {
    const unit = read('deploy/shaotai.service')
    const script = /^ExecStart=\S+ (\S+)$/m.exec(unit)?.[1]
    expect(existsSync(join(root, script!))).toBe(true)
    const set = [...unit.matchAll(/^Environment=(\w+)=(.*)$/gm)]
    expect(set.map((it) => it[1]!).filter((name) => !namesRead().includes(name))).toEqual([])
    expect(() => readConfig(Object.fromEntries(set.map((it) => [it[1]!, it[2]!])))).not.toThrow()
  })
})

/** The names that server/config.ts reads. */
const namesRead = (): string[] => [
  ...new Set(
    [...read('server/config.ts').matchAll(/(?:env\[|onOff\(|text\(|between\()'([A-Z][A-Z_]+)'/g)].map(
      (match) => match[1]!,
    ),
  ),
]

describe('operations', () => {
  it('the table of settings is what the server reads', () => {
    const section = read('docs/operations.md').split('## Environment')[1]!.split('\n## ')[0]!
    const told = [...section.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]!)
    expect(told.toSorted()).toEqual(namesRead().toSorted())
  })

  it('every metric it speaks of is one that the server has', () => {
    const sources = ['server/app.ts', 'server/plugins/metrics.ts'].map(read).join('')
    const told = [...read('docs/operations.md').matchAll(/`(shaotai_\w+)(?:\{|`)/g)].map((it) => it[1]!)
    expect(told.filter((name) => name !== 'shaotai_stream' && !sources.includes(name))).toEqual([])
  })
})

describe('the rules of the protocol', () => {
  const rows = [...read('docs/protocol.md').matchAll(/^\| \*\*(trust )?([A-Z]\d+)\*\* \|.*\| ([^|]*) \|$/gm)]
  const documented = new Set(rows.map((row) => row[2]!))
  const names = testNames()

  it('each has its place and says where it is tested', () => {
    expect(rows.length).toBeGreaterThan(40)
    for (const [, , id, tests] of rows)
      expect(tests, id).toMatch(/^–$|^`[^`]+\.test\.ts`( `[^`]+\.test\.ts`)*$/)
  })

  it('each is carried by the tests that it names', () => {
    const empty = rows.flatMap(([, register = '', id, tests]) =>
      [...tests!.matchAll(/`([^`]+)`/g)]
        .map((match) => match[1]!)
        .filter((path) => !names.some((it) => it.path === path && it.ids.includes(id!)))
        .map((path) => `${register}${id}: ${path} has no test of that id`),
    )
    expect(empty).toEqual([])
  })

  it('has every id that a test carries in its name', () => {
    const unknown = names.flatMap(({ path, name, ids }) =>
      ids.filter((id) => !documented.has(id)).map((id) => `${id} in ${path}: ${name}`),
    )
    expect(unknown).toEqual([])
  })
})

interface TestName {
  path: string
  name: string
  ids: string[]
}

function testNames(): TestName[] {
  return ['shared', 'server', 'web', 'trust', 'bench', 'e2e']
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap(filesIn)
    .filter((path) => path.endsWith('.test.ts'))
    .flatMap((path) =>
      [...read(path).matchAll(/\b(?:it|test)(?:\.\w+(?:\([^()]*\))?)?\(\s*(['"`])((?:(?!\1).)+)\1/g)].map(
        (match) => ({ path: relative(root, join(root, path)), name: match[2]!, ids: idsOf(match[2]!) }),
      ),
    )
}

/** Ids at the beginning of a name (`R1 F3 reaches …`, `F1–F7, H3 after …`), and later ones after a comma (`…, and F7 covers`). */
function idsOf(name: string): string[] {
  const start = /^(?:[A-Z]\d{1,2}(?:[–-][A-Z]\d{1,2})?,? )+/.exec(name)?.[0] ?? ''
  if (start === '') return []
  const later = /, and ([A-Z]\d{1,2}) /.exec(name)?.[1]
  return [...start.matchAll(/([A-Z])(\d{1,2})(?:[–-][A-Z](\d{1,2}))?/g)]
    .flatMap(([, letter, from, to]) =>
      Array.from({ length: Number(to ?? from) - Number(from) + 1 }, (_, i) => `${letter}${Number(from) + i}`),
    )
    .concat(later ?? [])
}

describe('generated parts', () => {
  it.each([
    ['docs/lifecycle.md', 'lifecycle', lifecycleDiagrams],
    ['docs/errors.md', 'errors', errorTable],
    ['docs/glossary.md', 'figures', figureTable],
    ['SECURITY.md', 'audiences', audienceTable],
  ] as const)('%s has the %s of the code', (document, name, generate) => {
    const wanted = `<!-- generated: ${name} -->\n${generate()}\n<!-- /generated -->`
    const text = read(document)
    const part = new RegExp(`<!-- generated: ${name} -->[\\s\\S]*?<!-- /generated -->`)
    if (process.env['UPDATE_DOCS'] === '1') {
      writeFileSync(
        join(root, document),
        text.replace(part, () => wanted),
      )
      return
    }
    expect(part.exec(text)?.[0], 'UPDATE_DOCS=1 npm test -- --project shared docs.test.ts').toBe(wanted)
  })
})

function lifecycleDiagrams(): string {
  return LIFECYCLE_IDS.map((id) => {
    const { birth, statuses, edges } = tableOf(id)
    const words = Object.keys(statuses) as Status[]
    const open = words.filter((status) => isOpen({ lifecycle: id, status }))
    const isAnyOpen = ({ from }: Edge): boolean =>
      from.length === open.length && open.every((it) => from.includes(it))
    const phases = Object.groupBy(words, (status) => statuses[status] ?? 'none')
    const groups = Object.entries(phases).flatMap(([phase, its]) =>
      phase === 'none'
        ? []
        : [`  state "phase ${phase}" as phase_${phase} {`, ...its!.map((it) => `    ${it}`), '  }'],
    )
    // What is possible from every open status would cover the picture with arrows; the table has it.
    const arrows = edges.flatMap((edge) =>
      edge.to === null || (isAnyOpen(edge) && id !== 'main/1')
        ? []
        : edge.from.map((it) => `  ${it} --> ${edge.to}: ${edge.action}`),
    )
    const row = (edge: Edge): string =>
      `| \`${edge.action}\` | ${isAnyOpen(edge) ? 'any open' : edge.from.join(', ')} | ${edge.to ?? '–'} | \`${edge.event}\` | ${rolesFor(edge.action as Action).join(', ')} |`
    return [
      `## ${id}`,
      '',
      bornWith(id),
      '',
      '```mermaid',
      'stateDiagram-v2',
      '  direction LR',
      ...groups,
      `  [*] --> ${birth.to}: ${birth.action}`,
      ...arrows,
      '```',
      '',
      '| step | from | to | event | who |',
      '|---|---|---|---|---|',
      ...edges.filter(({ to }) => to !== null).map(row),
      ...edges.filter(({ to }) => to === null).map(row),
      '',
      `Open: ${open.join(', ')}.`,
    ].join('\n')
  }).join('\n\n')
}

function bornWith(id: LifecycleId): string {
  const kinds = KINDS.filter((kind) => LIFECYCLE_OF_BIRTH[kind] === id)
  return kinds.length > 0 ? `Every new ${kinds.join(', ')}.` : 'Cases of before; no new one begins it.'
}

function errorTable(): string {
  const rows = PROBLEM_CODES.map((code) => {
    const { status, detail } = toProblem(code)
    const mark = code in REFUSALS ? ' *' : ''
    return `| \`${code}\`${mark} | ${status} | ${detail} | ${toProblem(code, 'zh-CN').detail} |`
  })
  return [
    '| code | status | English | 中文 |',
    '|---|---|---|---|',
    ...rows,
    '',
    '\\* refusal of a step',
  ].join('\n')
}

function figureTable(): string {
  const rows = KPIS.map(
    ({ id, version, unit, cohort, isState, exclusions, text }) =>
      `| \`${id}\` | ${version} | \`${cohort}\`${isState ? ' (state)' : ''} | ${unit} | ${exclusions.join(', ')} | ${text.en} ${text['zh-CN']} |`,
  )
  return [
    '| id | version | window by | unit | left out | definition |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

function audienceTable(): string {
  const treatment = (profile: (typeof PROFILES)[number], sensitivity: (typeof SENSITIVITIES)[number]) => {
    const seen = KINDS.map((kind) =>
      treatmentOf({ profile, department: null, cleared: false }, { kind, sensitivity }),
    )
    const word = { normal: 'normal', dim: 'dim', hide: 'hidden' }
    const [usual] = seen
    const dispute = seen[KINDS.indexOf('dispute')]!
    return dispute === usual ? word[usual!] : `${word[usual!]}, disputes ${word[dispute]}`
  }
  const rows = PROFILES.map(
    (profile) => `| ${profile} | ${SENSITIVITIES.map((it) => treatment(profile, it)).join(' | ')} |`,
  )
  return [
    `| screen | ${SENSITIVITIES.join(' | ')} |`,
    `|---|${'---|'.repeat(SENSITIVITIES.length)}`,
    ...rows,
  ].join('\n')
}

describe('packages', () => {
  it('each has a reason and its licence in ADR 0012', () => {
    const table = new Map(
      [
        ...read('docs/adr/0012-library-choices.md').matchAll(
          /^\| (`[^|]+) \| ([^|]+) \| [^|]+ \| [^|]+ \|$/gm,
        ),
      ].flatMap(([, names, licence]) =>
        [...names!.matchAll(/`([^`]+)`/g)].map((it) => [it[1]!, licence!] as const),
      ),
    )
    const used = new Map<string, string>()
    for (const part of ['.', 'shared', 'server', 'web']) {
      const manifest = JSON.parse(read(join(part, 'package.json'))) as Record<string, Record<string, string>>
      for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'])
        for (const name of Object.keys(manifest[kind] ?? {}))
          if (!name.startsWith('@shaotai/')) used.set(name, part)
    }
    expect([...table.keys()].toSorted()).toEqual([...used.keys()].toSorted())
    for (const [name, part] of used) {
      const manifest = join(part, 'node_modules', name, 'package.json')
      if (!existsSync(join(root, manifest))) continue // of another platform
      expect((JSON.parse(read(manifest)) as { license: string }).license, name).toBe(table.get(name))
    }
  })
})

describe('size and words', () => {
  it('the architecture fits on four screens', () => {
    expect(read('ARCHITECTURE.md').split('\n').length).toBeLessThanOrEqual(200)
  })

  it('every decision is in the list of decisions', () => {
    const all = readdirSync(join(root, 'docs/adr')).filter((name) => /^\d{4}-/.test(name))
    const list = read('docs/adr/README.md')
    expect(all.filter((name) => !list.includes(`(${name})`))).toEqual([])
    const numbers = all.map((name) => name.slice(0, 4))
    expect(new Set(numbers).size, 'no two have one number').toBe(numbers.length)
  })
})
