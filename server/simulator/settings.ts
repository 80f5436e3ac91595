/**
 * What the feed and `npm run simulate` are told from outside: command line, environment, key file. Programs of their own
 * beside the server, like the importer: this file is their one reader of process.env.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Stop } from '../import/stop.ts'
import { SCENARIO_NAMES, type ScenarioName } from './scenarios.ts'

export interface FeedSettings {
  url: string
  key: string
  timeZone: string
  seed: number
}
export interface SimulateSettings extends FeedSettings {
  scenario: ScenarioName
  speed: number
  /** Ends after so many minutes of the clock; null: when the day is over. */
  minutes: number | null
}
type Environment = Record<string, string | undefined>

/** The demo district's own: another seed is another year of it. */
export const DEMO_SEED = 20_261_125

const USAGE = [
  `Usage: npm run simulate -- SCENARIO --speed N [--seed S]     SCENARIO: ${SCENARIO_NAMES.join(', ')}`,
  '  --speed N     times faster than it would happen, 1 to 1440',
  '  --seed S      the same seed plays the same day (default 1)',
  '  --minutes N   stop after so many minutes (default: when the day is over)',
  '  --url URL     the server (default: PUBLIC_URL, else http://HOST:PORT)',
  '  --key KEY     a key with the history right (default: SHAOTAI_KEY, BOOTSTRAP_INGEST_KEY, DATA_DIR/ingest.key)',
].join('\n')

/** Set by the server that starts the feed. */
export function readFeedSettings(env: Environment = process.env): FeedSettings {
  const url = env['FEED_URL']
  const key = env['SHAOTAI_KEY']
  if (!url || !key)
    throw new Stop(['The feed is started by the server; by hand there is `npm run simulate`.'])
  return { url, key, timeZone: env['TIME_ZONE'] || 'Asia/Shanghai', seed: DEMO_SEED }
}

/** Throws a Stop with exit code 2 for a command line that cannot be meant. */
export function readSimulateSettings(
  args: string[] = process.argv.slice(2),
  env: Environment = process.env,
): SimulateSettings {
  const wrong = (sentence: string) => new Stop([sentence, USAGE], 2)
  const { values, positionals } = parsed(args, wrong)
  const [scenario, more] = positionals
  if (scenario === undefined) throw wrong('Which scenario? None was named.')
  if (more !== undefined) throw wrong('One scenario at a time, please.')
  if (!(SCENARIO_NAMES as string[]).includes(scenario)) throw wrong(`There is no scenario "${scenario}".`)
  const number = (name: 'speed' | 'seed' | 'minutes', least: number, most: number): number | null => {
    const told = values[name]
    if (told === undefined) return null
    const value = Number(told)
    if (!(value >= least && value <= most))
      throw wrong(`--${name} is "${told}"; it must be a number from ${least} to ${most}.`)
    return value
  }
  const speed = number('speed', 1, 1440)
  if (speed === null) throw wrong('How fast? --speed is missing.')
  const host = env['HOST'] && env['HOST'] !== '0.0.0.0' ? env['HOST'] : '127.0.0.1'
  const url = values.url || env['PUBLIC_URL'] || `http://${host}:${env['PORT'] || 8080}`
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw wrong(`The server's address "${url}" is none; write it as http://127.0.0.1:8080.`)
  return {
    scenario: scenario as ScenarioName,
    speed,
    seed: number('seed', 0, 2 ** 31) ?? 1,
    minutes: number('minutes', 0, 100_000),
    url: url.replace(/\/+$/, ''),
    key: keyFrom(values.key, env),
    timeZone: env['TIME_ZONE'] || 'Asia/Shanghai',
  }
}

function parsed(args: string[], wrong: (sentence: string) => Stop) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { speed: text, seed: text, minutes: text, url: text, key: text },
    })
  } catch (fault) {
    throw wrong((fault as Error).message)
  }
}

function keyFrom(told: string | undefined, env: Environment): string {
  const named = told || env['SHAOTAI_KEY'] || env['BOOTSTRAP_INGEST_KEY']
  if (named) return named.trim()
  const path = resolve(env['DATA_DIR'] || './data', 'ingest.key')
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    throw new Stop([
      'No key was given, and the server takes reports from nobody without one.',
      `Give a key with the history right: --key KEY, or SHAOTAI_KEY in the environment. A server with the demo district leaves one in ${path}.`,
    ])
  }
}
