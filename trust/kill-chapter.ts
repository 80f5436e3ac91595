/** One data directory of a kill run, from nothing through its kills to rest, and the judgement over it. */
import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Violation } from './checker.ts'
import { openScreens, type Screens } from './clients.ts'
import { fewOfEach, judge } from './kill-judge.ts'
import type { Chapter, PlannedKill } from './kill-plan.ts'
import { openLedger } from './ledger.ts'
import { openPlan } from './load-plan.ts'
import { startLoad, type Load, type LoadCount } from './load.ts'
import type { Random } from './random.ts'
import { freePort, startServer, type ServerProcess, type Stage } from './server-process.ts'
import { SERVER_ENV, signIn } from './sign-in.ts'
import { openStoreOf, readDump, readHashes, startSaboteur } from './store.ts'

export interface ChapterReport {
  kills: { stage: Stage; kind: string }[]
  load: LoadCount
  events: number
  resumed: number
  snapshots: number
  compared: number
  pictures: number
  backendsEnded: number
  /** From a kill to the first moment the next server served, where nothing else was killed in between. */
  recoveryMs: number[]
  violations: Violation[]
}
/** How hard a run drives the server. */
export interface RunSize {
  screens: number
  eventsPerSecond: number
  /** Share of the product's back-off that screens wait. */
  patience: number
  /** Service goes on for this long after the last kill, so that everybody has something to resume to. */
  lastServiceMs: number
  /** How long everybody has to be back before a kill, and after the last one to be answered and in step. */
  settleMs: number
  /** A server that ends by itself this often has shown enough. */
  mostOwnEnds: number
}
export interface ChapterOptions extends RunSize {
  /** The project whose server is killed. */
  root: string
  chapter: Chapter
  random: Random
  /** Where the data directory and the histories go. */
  home: string
}

const READY_WITHIN_MS = 60_000

/** How long starts took here, for aiming the next kill; the first figures are of an idle 2-core machine. */
const usual = { first: 2_500, later: 1_300 }

export async function runChapter(options: ChapterOptions): Promise<ChapterReport> {
  const { chapter, random, home, root, settleMs } = options
  mkdirSync(home, { recursive: true })
  for (const directory of [join(home, '..'), home]) chmodSync(directory, 0o711) // for the account PostgreSQL runs as
  const dataDir = join(home, 'data')
  const port = await freePort(Math.random)
  const kills: ChapterReport['kills'] = []
  const ownEnds: string[] = []
  const recoveryMs: number[] = []
  const violations: Violation[] = []
  let server: ServerProcess = startServer({ root, dataDir, port, env: SERVER_ENV })
  const onExit = (): void => void server.kill('everything')
  process.on('exit', onExit)

  /** Starts until it serves; a server that ends by itself is a fault, and is started again. */
  const serve = async (): Promise<boolean> => {
    for (;;) {
      const result = await Promise.race([
        server.ready.catch(() => 'ended' as const),
        after(READY_WITHIN_MS, 'late' as const),
      ])
      if (typeof result === 'number') return true
      if (result === 'late') {
        violations.push({
          rule: 'E3 recovery',
          what: `not ready after ${READY_WITHIN_MS / 1_000} s, ${server.stage()}`,
        })
        return false
      }
      if (!restartIfEnded()) return false
    }
  }
  /** Notes an end of its own; false when there were too many. */
  const restartIfEnded = (): boolean => {
    const how = server.endedByItself()
    if (how === null) return true
    ownEnds.push(how)
    violations.push({ rule: 'R17 ended by itself', what: how })
    if (ownEnds.length >= options.mostOwnEnds) return false
    server = startServer({ root, dataDir, port, env: SERVER_ENV })
    return true
  }
  const kill = async ({ aim, kind }: PlannedKill, isFirst: boolean): Promise<boolean> => {
    if (aim.during === 'start')
      await Promise.race([
        after(50 + aim.share * (isFirst ? usual.first : usual.later)),
        server.reached('migrating').then(() => after(80)),
      ])
    else if (aim.during === 'stage') {
      await server.reached(aim.stage)
      await after(aim.afterMs)
    } else {
      const before = { resumed: screens?.resumed() ?? 0, acknowledged: load?.count.acknowledged ?? 0 }
      const away = kills.length > chapter.first.length ? options.screens / 2 : 0
      if (!(await serve())) return false
      const isBusy = (): boolean =>
        (screens?.resumed() ?? 0) - before.resumed >= away &&
        (load?.count.acknowledged ?? 0) - before.acknowledged >= options.eventsPerSecond
      if (aim.busy) await until(isBusy, settleMs)
      await after(aim.afterMs)
    }
    if (!restartIfEnded()) return false
    const stage = await server.kill(kind)
    kills.push({ stage, kind })
    const killedAt = performance.now()
    server = startServer({ root, dataDir, port, env: SERVER_ENV })
    server.ready.then(
      (ms) => {
        recoveryMs.push(performance.now() - killedAt)
        usual.later = Math.max(usual.later / 2, isFirst ? 0 : ms)
        if (isFirst) usual.first = Math.max(usual.first, ms)
      },
      () => undefined,
    )
    return true
  }

  let load: Load | null = null
  let screens: Screens | null = null
  let backendsEnded = 0
  let events = 0
  try {
    let goesOn = true
    for (const planned of chapter.first) goesOn &&= await kill(planned, true)
    goesOn &&= await serve()
    if (!goesOn) return report()
    const tokens = await signIn(server.url)
    const ledger = openLedger(join(home, 'ledger.jsonl'))
    const plan = openPlan(random.fork('load'), () => new Date().toISOString(), tokens.person)
    screens = await openScreens({
      url: server.url,
      count: options.screens,
      tokens,
      random: random.fork('screens'),
      patience: options.patience,
    })
    const { inStep } = screens
    if (!(await until(() => inStep(0), settleMs)))
      violations.push({ rule: 'H3 answer', what: 'screens were not all answered' })
    load = startLoad({
      url: server.url,
      eventsPerSecond: options.eventsPerSecond,
      plan,
      ledger,
      random: random.fork('retries'),
      token: tokens.of,
    })
    const chance = random.fork('saboteur')
    const saboteur = startSaboteur(dataDir, () => chance.between(200, 700))

    for (const planned of chapter.later) goesOn &&= await kill(planned, false)
    goesOn &&= await serve()
    if (goesOn) await after(options.lastServiceMs)
    await saboteur.stop()
    backendsEnded = saboteur.ended()
    load.stop()
    const { unanswered } = load
    if (goesOn && !(await until(() => unanswered() === 0 || server.endedByItself() !== null, settleMs)))
      violations.push({
        rule: 'I5 unknown',
        what: `${unanswered()} requests are unanswered ${settleMs / 1_000} s after the last kill`,
      })
    load.abandon()
    if (!restartIfEnded() || !(await serve())) return report()

    const database = await openStoreOf(dataDir)
    const { head } = await readDump(database)
    if (!(await until(() => inStep(head), goesOn ? settleMs : 3_000)))
      violations.push({
        rule: 'B2 in step',
        what: `screens are not in step with ${head} ${settleMs / 1_000} s after the last kill`,
      })
    const dump = await readDump(database)
    const journals = screens.journals()
    const hashes = await readHashes(
      database,
      journals.map(({ audience }) => audience),
    )
    await database.close()
    ledger.close()
    events = dump.log.length
    violations.push(...judge({ home, ledgerFile: ledger.file, dump, journals, hashes }))
    const code = await server.stop()
    if (code !== 0) violations.push({ rule: 'E6 stop', what: `SIGTERM ended it with ${code}` })
    return report()
  } catch (fault) {
    violations.push({ rule: 'run', what: String((fault as Error).stack ?? fault) })
    return report()
  } finally {
    load?.abandon()
    screens?.close()
    await server.kill('everything')
    process.off('exit', onExit)
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }

  function report(): ChapterReport {
    const journals = screens?.journals() ?? []
    return {
      kills,
      load: load?.count ?? {
        asked: 0,
        acknowledged: 0,
        several: 0,
        requests: 0,
        unknown: 0,
        cut: 0,
        repeated: 0,
        refused: {},
        heldBack: 0,
      },
      events,
      resumed: screens?.resumed() ?? 0,
      snapshots: screens?.snapshots() ?? 0,
      compared: journals.reduce((sum, it) => sum + it.compared, 0),
      pictures: journals.reduce(
        (sum, it) => sum + it.applied.filter(({ hash }) => hash !== undefined).length,
        0,
      ),
      backendsEnded,
      recoveryMs,
      violations: fewOfEach(violations),
    }
  }
}

const after = <T = void>(ms: number, value?: T): Promise<T> =>
  new Promise((resolve) => setTimeout(() => resolve(value as T), ms))

async function until(isTrue: () => boolean, ms: number): Promise<boolean> {
  for (const end = performance.now() + ms; performance.now() < end; await after(50)) if (isTrue()) return true
  return isTrue()
}
