/**
 * What `npm run import` and `npm run replay` are told from outside: the command line, the environment, the key file
 * and the clock. These are client programs, started beside the server and often on another machine, so they do
 * not go through server/config.ts: this file is their one reader of process.env and of the clocks.
 */
import { existsSync, readFileSync } from 'node:fs'
import { basename, isAbsolute, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { ACCEPTABLE, type Acceptable } from '@shaotai/shared/domain/area-finding.ts'
import { Stop } from './stop.ts'

export interface Settings {
  file: string
  mapping: string
  url: string
  key: string
  /** Where refused rows are listed. */
  report: string
  /** Whether the report was asked for by name, and so is written even when nothing was refused. */
  reportAsked: boolean
  dryRun: boolean
  /** Times faster than the stamps; Infinity for `max`. Only a replay reads it. */
  speed: number
}
export interface Clock {
  /** Epoch ms. */
  now(): number
  /** Monotonic ms. */
  elapsed(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, signal ? { signal } : {}).catch(() => {}) // an abort ends the sleep early, no more
  },
}

type Environment = Record<string, string | undefined>
const projectRoot = resolve(import.meta.dirname, '../..')

export function usageOf(program: 'import' | 'replay'): string {
  return [
    `Usage: npm run ${program} -- FILE --map MAPPING${program === 'replay' ? ' --speed N|max' : ''}`,
    ...(program === 'import'
      ? [
          '       npm run import -- areas FILE.geojson --map MAPPING [--replace] [--accept gap,overlap]',
          '                         [--document TEXT] [--valid-from 2026-01-01T00:00:00+08:00]',
        ]
      : []),
    '  --map MAPPING   a YAML or JSON file, or the name of one in mappings/',
    ...(program === 'replay'
      ? ['  --speed N       times faster than it happened; max: as fast as it takes']
      : []),
    '  --url URL       the server (default: PUBLIC_URL, else http://HOST:PORT)',
    '  --key KEY       a key with the history right (default: SHAOTAI_KEY, BOOTSTRAP_INGEST_KEY, DATA_DIR/ingest.key)',
    '  --report PATH   where refused rows are listed (default: ./refused-FILE-TIME.csv)',
    ...(program === 'import'
      ? [
          '  --replace       areas only: removes those that the file lacks',
          '  --accept FAULTS areas only: of overlap, gap, uncovered, outside_parent, those that were looked at',
          '  --document TEXT areas only: what the boundaries were taken from, kept with the version',
          '  --valid-from T  areas only: from when they are valid (default: now)',
        ]
      : []),
    '  --dry-run       map every row and list what would be refused; sends nothing',
    'How a mapping is written: docs/import.md',
  ].join('\n')
}

/** Throws a Stop with exit code 2 for a command line that cannot be meant. */
export function readSettings(
  program: 'import' | 'replay',
  args: string[] = process.argv.slice(2),
  env: Environment = process.env,
  now: number = Date.now(),
): Settings {
  const { values, positionals } = parsed(program, args)
  const wrong = (sentence: string) => new Stop([sentence, usageOf(program)], 2)
  if (positionals.length !== 1)
    throw wrong(positionals.length === 0 ? 'Which file? None was named.' : 'One file at a time, please.')
  if (!values.map) throw wrong('Which mapping? --map is missing.')
  if (program === 'import' && values.speed !== undefined)
    throw wrong('--speed belongs to `npm run replay`; an import takes no longer than it needs.')
  if (values.accept ?? values.document ?? values['valid-from'])
    throw wrong('--accept, --document and --valid-from belong to areas.')
  if (values.replace) throw wrong('--replace belongs to areas; nothing is taken out of the log of cases.')
  if (program === 'replay' && values.speed === undefined)
    throw wrong('How fast? --speed is missing; --speed max is as fast as it takes.')
  const speed = values.speed === undefined || values.speed === 'max' ? Infinity : Number(values.speed)
  if (!(speed > 0)) throw wrong(`--speed is "${values.speed}"; it must be a number above 0, or max.`)

  const here = folderOf(program, env)
  const file = resolve(here, positionals[0]!)
  const stamp = new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
  const dryRun = values['dry-run'] === true
  return {
    file,
    mapping: mappingPath(values.map, here),
    url: addressFrom(values.url, env, wrong),
    key: dryRun ? '' : keyFrom(values.key, env),
    report: resolve(here, values.report ?? `refused-${basename(file)}-${stamp}.csv`),
    reportAsked: values.report !== undefined,
    dryRun,
    speed,
  }
}

export interface AreaSettings extends Pick<Settings, 'file' | 'mapping' | 'url' | 'key' | 'dryRun'> {
  /** Areas that the file lacks are removed. */
  replace: boolean
  accept: Acceptable[]
  /** What the version names as its source; absent: the file's name. */
  document: string
  /** ISO 8601 with offset; null: now. */
  validFrom: string | null
}

/** `npm run import -- areas FILE --map MAPPING`; `args` begin with `areas`. Throws a Stop as readSettings does. */
export function readAreaSettings(
  args: string[] = process.argv.slice(2),
  env: Environment = process.env,
): AreaSettings {
  const { values, positionals } = parsed('import', args)
  const wrong = (sentence: string) => new Stop([sentence, usageOf('import')], 2)
  if (positionals.length !== 2)
    throw wrong(positionals.length < 2 ? 'Which file? None was named.' : 'One file at a time, please.')
  if (!values.map) throw wrong('Which mapping? --map is missing.')
  if (values.report !== undefined || values.speed !== undefined)
    throw wrong('--report and --speed belong to cases; areas go in all or none, and every fault is shown.')
  const accept = (values.accept ?? '').split(',').filter((it) => it !== '')
  for (const fault of accept)
    if (!ACCEPTABLE.includes(fault as Acceptable))
      throw wrong(`--accept ${fault}: of the faults only ${ACCEPTABLE.join(', ')} may be right all the same.`)
  const validFrom = values['valid-from'] ?? null
  if (validFrom !== null && !/T.*(Z|[+-]\d\d:\d\d)$/.test(validFrom))
    throw wrong(`--valid-from is "${validFrom}"; write it as 2026-01-01T00:00:00+08:00.`)
  const here = folderOf('import', env)
  const dryRun = values['dry-run'] === true
  return {
    accept: accept as Acceptable[],
    document: values.document || basename(positionals[1]!),
    validFrom,
    file: resolve(here, positionals[1]!),
    mapping: mappingPath(values.map, here),
    url: addressFrom(values.url, env, wrong),
    key: dryRun ? '' : keyFrom(values.key, env),
    dryRun,
    replace: values.replace === true,
  }
}

function addressFrom(told: string | undefined, env: Environment, wrong: (sentence: string) => Stop): string {
  const url = told || env['PUBLIC_URL'] || `http://${reachable(env['HOST'])}:${env['PORT'] || 8080}`
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw wrong(`The server's address "${url}" is none; write it as http://127.0.0.1:8080.`)
  return url.replace(/\/+$/, '')
}

function parsed(program: 'import' | 'replay', args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        map: { type: 'string' },
        url: { type: 'string' },
        key: { type: 'string' },
        report: { type: 'string' },
        speed: { type: 'string' },
        'dry-run': { type: 'boolean' },
        replace: { type: 'boolean' },
        accept: { type: 'string' },
        document: { type: 'string' },
        'valid-from': { type: 'string' },
      },
    })
  } catch (error) {
    throw new Stop([(error as Error).message, usageOf(program)], 2)
  }
}

/** npm moves to the project's root; INIT_CWD is where the person stands. Older than this run it means nothing. */
const folderOf = (program: string, env: Environment): string =>
  env['npm_lifecycle_event'] === program && env['INIT_CWD'] ? env['INIT_CWD'] : process.cwd()

/** A path, or the bare name of a mapping of the project: `--map sf311`. */
function mappingPath(told: string, here: string): string {
  const own = /^[\w-]+$/.test(told) ? `mappings/${told}.yaml` : told
  const tried = [resolve(here, told), resolve(projectRoot, own)]
  const found = tried.find((path) => existsSync(path))
  if (found) return found
  throw new Stop([
    `There is no mapping ${told}.`,
    `Looked for ${isAbsolute(told) ? told : tried.join(' and ')}. docs/import.md says how to write one.`,
  ])
}

/** A server that listens on every address is reached on this machine's own. */
function reachable(host: string | undefined): string {
  if (!host || host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

function keyFrom(told: string | undefined, env: Environment): string {
  const named = told || env['SHAOTAI_KEY'] || env['BOOTSTRAP_INGEST_KEY']
  if (named) return named.trim()
  const path = resolve(env['DATA_DIR'] || './data', 'ingest.key')
  try {
    const key = readFileSync(path, 'utf8').trim()
    if (key) return key
  } catch {
    // told below
  }
  throw new Stop([
    'No key was given, and the server takes history from nobody without one.',
    `Give a key with the history right: --key KEY, or SHAOTAI_KEY in the environment. A server with the demo district leaves one in ${path}.`,
  ])
}
