/**
 * `npm run import -- areas`: boundaries through their mapping to the server, in one request that is taken whole or
 * not at all. Everything that can be told without the server is told before anything is sent.
 */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import {
  LOAD_AREAS_BYTES,
  LOAD_AREAS_MS,
  type LoadAreas,
  type LoadAreasReply,
} from '@shaotai/shared/contract/areas.ts'
import type { Problem } from '@shaotai/shared/contract/problem.ts'
import { propertiesOf, toAreaFeatures, type AreaMapping } from '@shaotai/shared/domain/area-mapping.ts'
import { isRefused, sayFinding } from '@shaotai/shared/domain/area-finding.ts'
import { checkAreas } from '../areas/check-areas.ts'
import { readFeatures } from './area-file.ts'
import { toAreaMapping } from './area-mapping.ts'
import { reportLines, type Told } from './area-report.ts'
import { readAreaSettings, type AreaSettings } from './settings.ts'
import { Stop } from './stop.ts'

/** Exit codes as runProgram: 0 loaded, 1 not, 2 a wrong command line. */
export async function runAreas(): Promise<void> {
  try {
    process.stdout.write(`${(await importAreas(readAreaSettings())).join('\n')}\n`)
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    process.stderr.write(`${error.exitCode === 1 ? 'Stopped: ' : ''}${error.message}\n`)
    process.exitCode = error.exitCode
  }
}

/** Answers the lines of its summary. */
export async function importAreas(settings: AreaSettings): Promise<string[]> {
  const mapping = toAreaMapping(await readFile(settings.mapping, 'utf8'), basename(settings.mapping))
  const given = await readFeatures(settings.file)
  refuseUnknownProperties(mapping, given)
  const features = toAreaFeatures(mapping, given)
  // The outlines go as they are, with the name of their system: the server turns them, and nobody before it.
  const { crs } = mapping
  const { accept, replace } = settings
  const { areas, findings } = checkAreas({ features, crs, accept, standing: replace ? [] : null })
  const told = findings.map((it) => ({ ...it, says: sayFinding(it, 'en') }))
  if (isRefused(findings)) throw refused(told)
  if (settings.dryRun)
    return [
      `${areas.length} areas would be sent. Whether they fit what is loaded, the server knows.`,
      ...reportLines(told),
    ]
  const reply = await send(settings, { crs, features })
  const { loaded, changed, removed, version, openCasesElsewhere } = reply
  return [
    `${loaded} areas: ${changed} new or changed, ${loaded - changed} as before${removed > 0 ? `, ${removed} others removed` : ''}.`,
    ...(version === null ? [] : [`They are version ${version} of the areas.`]),
    ...(openCasesElsewhere > 0 ? [`${openCasesElsewhere} open case(s) would fall elsewhere now.`] : []),
    ...reportLines(reply.findings),
    'Cases that were reported before keep the areas they were reported in.',
  ]
}

/** A misspelt property would give every feature the same fault: said once, with what there is. */
function refuseUnknownProperties(mapping: AreaMapping, features: unknown[]): void {
  const there = new Set(
    features.flatMap((it) => Object.keys((it as { properties?: object } | null)?.properties ?? {})),
  )
  const missing = propertiesOf(mapping).filter((it) => !there.has(it))
  if (missing.length === 0) return
  throw new Stop([
    `The mapping reads ${missing.join(', ')}, which no feature of the file has; nothing was sent.`,
    `The features have: ${[...there].toSorted().join(', ') || 'no properties at all'}.`,
  ])
}

const refused = (findings: readonly Told[]): Stop => {
  const faults = findings.filter(({ level }) => level === 'refused').length
  return new Stop([
    `The areas have ${faults} fault(s), so none of them was loaded.`,
    ...reportLines(findings),
  ])
}

async function send(
  { url, key, replace, accept, document, validFrom }: AreaSettings,
  what: Pick<LoadAreas, 'features' | 'crs'>,
): Promise<LoadAreasReply> {
  const load: LoadAreas = {
    type: 'FeatureCollection',
    ...what,
    ...(replace && { replace }),
    ...(accept.length > 0 && { accept }),
    ...(validFrom !== null && { validFrom }),
    sourceDocument: document.slice(0, 300),
  }
  const body = JSON.stringify(load)
  if (Buffer.byteLength(body) > LOAD_AREAS_BYTES) {
    throw new Stop([
      `The areas are ${Math.ceil(Buffer.byteLength(body) / 1024 / 1024)} MB, and the server takes 16 at a time.`,
      'Split the file by tier, the widest first, or simplify its outlines.',
    ])
  }
  const response = await fetch(`${url}/api/areas`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body,
    signal: AbortSignal.timeout(LOAD_AREAS_MS),
  }).catch(() => {
    throw new Stop([
      `The server cannot be reached (${url}).`,
      'Is it running there? `npm start` starts one; --url names another. Areas go in whole or not at all: run it again.',
    ])
  })
  const answer = (await response.json().catch(() => null)) as LoadAreasReply | Problem | null
  if (response.status === 200 && answer && 'loaded' in answer) return answer
  const problem = (answer ?? {}) as Partial<Problem>
  if (problem.code === 'bad_areas')
    throw refused((problem.errors ?? []).map(({ message }) => ({ level: 'refused', says: message })))
  throw new Stop([
    `The server answers ${response.status}${problem.code ? ` ${problem.code}` : ''}: ${problem.detail ?? 'it gave no reason.'}`,
    response.status === 401 || response.status === 403
      ? 'Give a key with the history right: --key, or SHAOTAI_KEY in the environment.'
      : 'Nothing was loaded.',
  ])
}
