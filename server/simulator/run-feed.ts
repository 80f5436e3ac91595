/** The feed as a process beside the server: ends with it and, once the past is there, steps back whenever it is busy. */
import { constants, setPriority } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { DEMO_PASSWORD, DEMO_PEOPLE } from '../directory/first-start.ts'
import { openHistoryClient } from '../import/history-client.ts'
import { systemClock } from '../import/settings.ts'
import { openApi } from './api.ts'
import { openCalendar } from './days.ts'
import { openFeed } from './feed.ts'
import { readFeedSettings } from './settings.ts'
import { NoGround } from './world.ts'

// The server holds the other end of this channel: it is gone when the server is, however that ended.
process.on('disconnect', () => process.exit(0))
// Ninety days pass through once: left to itself V8 lets 290 MB of them gather before it looks; so it is 130, as fast.
setFlagsFromString('--optimize-for-size')
setFlagsFromString('--semi-space-growth-factor=1')

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const { url, key, timeZone, seed } = readFeedSettings()
const asked = new AbortController()
process.on('SIGTERM', () => process.exit(0))
try {
  const feed = await openFeed({
    api: openApi({ url, key, password: DEMO_PASSWORD }),
    client: openHistoryClient({ url, key, clock: systemClock, signal: asked.signal }),
    clock: systemClock,
    calendar: openCalendar(timeZone),
    seed,
    ownDepartment: DEMO_PEOPLE.find(({ role }) => role === 'liaison')!.department!,
    say,
  })
  // The past is wanted at once; from here on everybody else goes first.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  await feed.run(asked.signal)
} catch (fault) {
  process.stderr.write(`${fault instanceof Error ? fault.message : String(fault)}\n`)
  // Nothing to do here until somebody loads areas: not worth another try.
  process.exit(fault instanceof NoGround ? 0 : 1)
}
