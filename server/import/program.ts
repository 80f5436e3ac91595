/**
 * The frame of both programs: settings in, one run, a summary on standard output, an exit code. Ctrl-C ends a run
 * after the answers that are on their way; a second one ends it at once.
 */
import { setFlagsFromString } from 'node:v8'
import { openHistoryClient, type HistoryClient } from './history-client.ts'
import { examineFile, type Examined, type Onlooker } from './import-run.ts'
import { openProgress, toSummary, type Progress } from './progress.ts'
import { readSettings, systemClock, type Settings } from './settings.ts'
import { Stop } from './stop.ts'

export interface Way extends Onlooker {
  send(it: {
    examined: Examined
    client: HistoryClient
    progress: Progress
    settings: Settings
    signal: AbortSignal
  }): Promise<void>
}

/** Exit codes: 0 the run completed, refused rows or not; 1 it could not; 2 the command line was wrong. */
export async function runProgram(program: 'import' | 'replay', way: Way): Promise<void> {
  // Rows live for a moment. Left to itself V8 lets 200 MB of them gather before it looks; asked to mind its size it
  // reads the same 100 MB within 20 MB of its start, as fast (docs/import.md, Memory).
  setFlagsFromString('--optimize-for-size')
  setFlagsFromString('--semi-space-growth-factor=1')
  const asked = new AbortController()
  const stop = () => (asked.signal.aborted ? process.exit(1) : asked.abort()) // asked twice: at once
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  const progress = openProgress(process.stderr, systemClock)
  let examined: Examined | undefined
  try {
    const settings = readSettings(program)
    const startedAt = systemClock.elapsed()
    examined = await examineFile(settings, progress, way)
    if (!settings.dryRun) {
      const client = openHistoryClient({
        url: settings.url,
        key: settings.key,
        clock: systemClock,
        signal: asked.signal,
        onWaiting: waitingLine(progress),
      })
      await way.send({ examined, client, progress, settings, signal: asked.signal })
    }
    progress.end()
    examined.report.close()
    const seconds = (systemClock.elapsed() - startedAt) / 1000
    process.stdout.write(toSummary(examined.tally, examined.report, { seconds, sent: !settings.dryRun }))
  } catch (error) {
    progress.end()
    examined?.report.close()
    if (!(error instanceof Stop)) throw error
    process.stderr.write(`${error.exitCode === 1 ? 'Stopped: ' : ''}${error.message}\n`)
    if (examined)
      process.stderr.write(`Up to there:\n${toSummary(examined.tally, examined.report, { sent: true })}`)
    process.exitCode = error.exitCode
  } finally {
    await examined?.source.close()
  }
}

/** Says once why it waits, and once that it goes on. */
function waitingLine(progress: Progress): (why: string | null) => void {
  let saidFor: string | null = null
  return (why) => {
    if (why === saidFor) return
    progress.end()
    process.stderr.write(why === null ? 'going on\n' : `waiting: ${why}; trying again with the same keys\n`)
    saidFor = why
  }
}
