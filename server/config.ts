/**
 * The environment, read once and checked as a whole into one frozen object. The only reader of process.env
 * in the server. Masks secrets when it is printed.
 */
import { closeSync, openSync, readSync } from 'node:fs'
import { resolve } from 'node:path'
import { faultOfCalendar } from './directory/calendar.ts'
import { readRetention, type RetentionDays } from './erasure/retention.ts'
import { HOUR, MINUTE, SESSION_HOURS, SESSION_IDLE_MINUTES } from './directory/sign-in-limits.ts'
import type { SessionLimits } from './directory/sessions.ts'

export interface Config {
  host: string
  port: number
  dataDir: string
  /** null: the embedded PostgreSQL under dataDir. */
  databaseUrl: string | null
  demo: boolean
  /** With the demo: its past is loaded and it lives on. */
  feed: boolean
  logLevel: string
  /** The address people type, for origin checks behind a proxy; null: same host only. */
  publicUrl: string | null
  production: boolean
  timeZone: string
  bootstrapAdminPassword: string | null
  bootstrapIngestKey: string | null
  /** When a person's session ends by itself. */
  session: SessionLimits
  /** A PMTiles archive below the map; null: none. */
  basemap: string | null
  /** A JSON file laid over the national holidays and our office hours; null: none. */
  calendar: string | null
  /** Days for which what is personal of a case is kept after it left the loop. */
  retentionDays: RetentionDays
  /** Built pages. */
  pagesDir: string
  /** GeoJSON of the demo district, loaded at its first start; null: none is loaded. */
  demoAreas: string | null
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

/** Throws one error that lists every bad value: a person mends them all at once. */
export function readConfig(env: Record<string, string | undefined> = process.env): Readonly<Config> {
  const problems: string[] = []
  const onOff = (name: string, fallback: boolean): boolean => {
    const value = env[name]
    if (value === undefined || value === '') return fallback
    if (value !== 'on' && value !== 'off') problems.push(`${name} is "${value}"; it must be on or off`)
    return value === 'on'
  }
  const text = (name: string): string | null => env[name] || null
  const between = (name: string, fallback: number, low: number, high: number): number => {
    const value = Number(env[name] || fallback)
    if (!(value >= low && value <= high))
      problems.push(`${name} is "${env[name]}"; it must be ${low} to ${high}`)
    return value
  }

  const port = Number(env['PORT'] || 8080)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    problems.push(`PORT is "${env['PORT']}"; it must be 0 to 65535`)
  const logLevel = env['LOG_LEVEL'] || 'info'
  if (!LOG_LEVELS.includes(logLevel))
    problems.push(`LOG_LEVEL is "${logLevel}"; it must be one of ${LOG_LEVELS.join(', ')}`)
  const databaseUrl = text('DATABASE_URL')
  if (databaseUrl && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    problems.push('DATABASE_URL must begin with postgres:// (it is not shown here: it may hold a password)')
  }
  const publicUrl = text('PUBLIC_URL')
  if (publicUrl && !URL.canParse(publicUrl))
    problems.push(`PUBLIC_URL is "${publicUrl}"; it must be a whole address such as https://wall.example`)
  const timeZone = env['TIME_ZONE'] || 'Asia/Shanghai'
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    problems.push(`TIME_ZONE is "${timeZone}"; it must be a name such as Asia/Shanghai`)
  }
  const bootstrapAdminPassword = text('BOOTSTRAP_ADMIN_PASSWORD')
  if (bootstrapAdminPassword && bootstrapAdminPassword.length < 8)
    problems.push('BOOTSTRAP_ADMIN_PASSWORD is shorter than 8 characters')
  const bootstrapIngestKey = text('BOOTSTRAP_INGEST_KEY')
  if (bootstrapIngestKey && bootstrapIngestKey.length < 8)
    problems.push('BOOTSTRAP_INGEST_KEY is shorter than 8 characters')

  const basemap = env['BASEMAP'] ? resolve(env['BASEMAP']) : null
  const basemapFault = basemap && faultOfArchive(basemap)
  if (basemapFault) problems.push(`BASEMAP is "${env['BASEMAP']}"; ${basemapFault}`)
  const calendar = env['CALENDAR'] ? resolve(env['CALENDAR']) : null
  const calendarFault = calendar && faultOfCalendar(calendar)
  if (calendarFault) problems.push(`CALENDAR is "${env['CALENDAR']}"; ${calendarFault}`)
  const retentionDays = readRetention(env['RETENTION_DAYS'])
  if (!retentionDays)
    problems.push(
      `RETENTION_DAYS is "${env['RETENTION_DAYS']}"; it must be a number of days, or some for a class such as secret=1825,public=90`,
    )
  const demo = onOff('DEMO', true)

  const config: Config = {
    host: env['HOST'] || '127.0.0.1',
    port,
    dataDir: resolve(env['DATA_DIR'] || './data'),
    databaseUrl,
    demo,
    logLevel,
    publicUrl,
    production: env['NODE_ENV'] === 'production',
    timeZone,
    bootstrapAdminPassword,
    bootstrapIngestKey,
    session: {
      idleMs: between('SESSION_IDLE_MINUTES', SESSION_IDLE_MINUTES, 2, 24 * 60) * MINUTE,
      absoluteMs: between('SESSION_HOURS', SESSION_HOURS, 0.1, 7 * 24) * HOUR,
    },
    basemap,
    calendar,
    retentionDays: retentionDays!,
    feed: onOff('FEED', true),
    pagesDir: resolve(import.meta.dirname, '../web/dist'),
    demoAreas: demo ? resolve(import.meta.dirname, '../public/demo/areas.geojson') : null,
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return Object.freeze(config)
}

/** Whether it is there and looks right; what is in it is read when the map is set up. */
function faultOfArchive(path: string): string | null {
  try {
    const file = openSync(path, 'r')
    try {
      const mark = Buffer.alloc(8)
      readSync(file, mark, 0, 8, 0)
      return mark.toString('latin1') === 'PMTiles\u0003' ? null : 'that is no PMTiles archive of version 3'
    } finally {
      closeSync(file)
    }
  } catch (fault) {
    return `it cannot be read (${(fault as NodeJS.ErrnoException).code})`
  }
}

export class ConfigError extends Error {
  constructor(problems: string[]) {
    super(
      `The environment has ${problems.length} bad value(s), so nothing was started:\n${problems.map((it) => `  - ${it}`).join('\n')}`,
    )
  }
}

/** For the log: what was configured, without its secrets. */
export const withoutSecrets = (config: Config): Record<string, unknown> => ({
  ...config,
  databaseUrl: config.databaseUrl && config.databaseUrl.replace(/\/\/[^@/]*@/, '//***@'),
  bootstrapAdminPassword: config.bootstrapAdminPassword && '***',
  bootstrapIngestKey: config.bootstrapIngestKey && '***',
})
