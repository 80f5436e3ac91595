/** `npm run replay`: plays a file of cases in time order, N times faster. What it does is in replay-run.ts. */
import { runProgram } from './program.ts'
import { playSteps } from './replay-run.ts'
import { systemClock } from './settings.ts'
import { TimeOrder } from './time-order.ts'

let order = new TimeOrder(0)

await runProgram('replay', {
  onRows: (rows) => {
    order = new TimeOrder(rows)
  },
  onMapped: (row, place, { reportedAt, closedAt }) => order.add(row, place, reportedAt, closedAt),
  send: ({ examined, client, progress, settings, signal }) => {
    order.sort()
    return playSteps(examined, order, client, progress, { speed: settings.speed, clock: systemClock, signal })
  },
})
