/**
 * How far it is, on standard error: one line that moves on a terminal, a line every two seconds elsewhere. Knows how
 * to say it; what is counted comes from the tally.
 */
import type { Clock } from './settings.ts'
import type { Tally } from './tally.ts'

export interface Screen {
  write(text: string): unknown
  isTTY?: boolean | undefined
  columns?: number | undefined
}
export interface More {
  /** What else there is to say just now, such as the virtual time. */
  note?: string
  /** How long it will take where the pace is set, not found. */
  leftSeconds?: number
}
export interface Progress {
  show(doing: string, done: number, total: number, tally: Tally, more?: More): void
  /** Ends the moving line, so that what follows stands below it. */
  end(): void
}

const MOVING_MS = 100
const PLAIN_MS = 2_000
const BAR = 20 // characters

export function openProgress(screen: Screen, clock: Clock): Progress {
  let startedAt = clock.elapsed()
  let shownAt = startedAt
  let doingNow = ''
  let moving = false
  return {
    show(doing, done, total, { counts }, { note, leftSeconds } = {}) {
      if (doing !== doingNow) {
        doingNow = doing
        startedAt = clock.elapsed()
      }
      const at = clock.elapsed()
      if (at - shownAt < (screen.isTTY ? MOVING_MS : PLAIN_MS)) return
      shownAt = at
      const seconds = Math.max((at - startedAt) / 1000, 0.001)
      const rate = done / seconds
      const share = total === 0 ? 1 : done / total
      const left = leftSeconds ?? (rate > 0 ? (total - done) / rate : null)
      const parts = [
        `${doing} ${toCount(done)} of ${toCount(total)}`,
        `new ${toCount(counts.fresh)}`,
        `already there ${toCount(counts.present)}`,
        `refused ${toCount(counts.refused)}`,
        `${toCount(Math.round(rate))}/s`,
        ...(left === null ? [] : [`${toDuration(left)} left`]),
        ...(note ? [note] : []),
      ]
      const filled = Math.round(share * BAR)
      const bar = `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}] `
      if (screen.isTTY) {
        screen.write(`\r\u001b[2K${(bar + parts.join(' · ')).slice(0, (screen.columns ?? 120) - 1)}`)
        moving = true
      } else {
        screen.write(`${parts.join(' · ')}\n`)
      }
    },
    end() {
      if (moving) screen.write('\n')
      moving = false
    },
  }
}

const toCount = (n: number): string => n.toLocaleString('en-US')

export function toDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60]
  return h > 0
    ? `${h}:${String(m).padStart(2, '0')}:${String(s).padStart(2, '0')}`
    : `${m}:${String(s).padStart(2, '0')}`
}

/** The last words of a run, for standard output: the figures, then what was refused and where it is listed. */
export function toSummary(
  tally: Tally,
  report: {
    path: string
    codes: Map<string, number>
    examples: Map<string, { line: number; sentence: string }>
  },
  { seconds, sent }: { seconds?: number; sent: boolean },
): string {
  const { fresh, present, refused, leftOut } = tally.counts
  const lines = [
    `rows read      ${toCount(tally.rows)}`,
    ...(sent
      ? [`accepted       ${toCount(fresh)}`, `already there  ${toCount(present)}`]
      : [`would be sent  ${toCount(tally.rows - refused - leftOut)}`]),
    `refused        ${toCount(refused)}`,
    `left out       ${toCount(leftOut)}`,
    ...(seconds === undefined
      ? []
      : [
          `time           ${toDuration(seconds)}  (${toCount(Math.round(tally.rows / Math.max(seconds, 0.001)))} rows/s)`,
        ]),
  ]
  if (report.codes.size > 0) {
    lines.push('', sent ? 'Not imported:' : 'Would not be imported:')
    for (const [code, n] of report.codes) {
      const example = report.examples.get(code)!
      lines.push(`  ${toCount(n)} × ${code}, first on line ${example.line}: ${example.sentence}`)
    }
    lines.push(`Every one of them is listed in ${report.path}`)
  }
  return `${lines.join('\n')}\n`
}
