/** `npm run simulate`: one scenario, by hand, at the speed asked for, into a running server. */
import { DEMO_PASSWORD, DEMO_PEOPLE } from '../directory/first-start.ts'
import { systemClock } from '../import/settings.ts'
import { Stop } from '../import/stop.ts'
import { openApi } from './api.ts'
import { DAY_MS, openCalendar } from './days.ts'
import { faster } from './pace.ts'
import { liveSinceFor } from './plan.ts'
import { openPlayer } from './player.ts'
import { readSimulateSettings } from './settings.ts'
import { planScenario } from './scenario-day.ts'
import { stampOf } from './to-history.ts'
import { toWorld } from './world.ts'

const SHOW_MS = 5_000

const asked = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => asked.abort())
const say = (line: string): void => void process.stdout.write(`${line}\n`)

try {
  const { scenario, speed, seed, minutes, url, key, timeZone } = readSimulateSettings()
  const api = openApi({ url, key, password: DEMO_PASSWORD })
  const [areas, categories, office] = await Promise.all([api.areas(), api.categories(), api.calendar()])
  const calendar = openCalendar(timeZone)
  const startsAt = systemClock.now()
  const lives = planScenario(
    { name: scenario, run: stampOf(startsAt).slice(0, 19).replace(/\D/g, ''), startsAt, lastsMs: DAY_MS },
    {
      seed,
      calendar,
      office,
      world: toWorld(areas, categories, seed),
      liveSince: liveSinceFor(calendar.dayOf(startsAt), calendar),
    },
  )
  const player = openPlayer({
    api,
    clock: systemClock,
    ownDepartment: DEMO_PEOPLE.find(({ role }) => role === 'liaison')!.department!,
    onFault: say,
  })
  const pace = faster(startsAt, speed)
  for (const life of lives) player.add({ life, pace, made: 0, version: 0 })
  const lastMs = minutes === null ? DAY_MS / speed : minutes * 60_000
  say(
    `${scenario} at ×${speed}, seed ${seed}: ${lives.length} cases in ${(DAY_MS / speed / 60_000).toFixed(0)} min`,
  )

  setTimeout(() => asked.abort(), lastMs).unref()
  const show = setInterval(() => {
    const { reported, steps, letGo } = player.count
    const at = startsAt + (systemClock.now() - startsAt) * speed
    say(`it is ${stampOf(at).slice(0, 16)}Z: ${reported} reported, ${steps} steps, ${letGo} let go`)
  }, SHOW_MS)
  await player.run(asked.signal, true)
  clearInterval(show)
  const { reported, steps, letGo } = player.count
  say(`done: ${reported} reported, ${steps} steps, ${letGo} let go`)
} catch (fault) {
  process.stderr.write(`${(fault as Error).message}\n`)
  process.exit(fault instanceof Stop ? fault.exitCode : 1)
}
