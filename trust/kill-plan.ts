/**
 * When to kill: drawn from the seed before anything runs. A chapter is one data directory from nothing to
 * its end: some kills while it is first made, then some while it serves and while it starts again.
 */
import type { Random } from './random.ts'
import type { KillKind, Stage } from './server-process.ts'

export type Aim =
  /** At this share of the time that such a start last took, or when its PostgreSQL runs, if that comes first. */
  | { during: 'start'; share: number }
  /** As soon as it gets here, and this many ms later. */
  | { during: 'stage'; stage: Stage; afterMs: number }
  /** This long after it began to serve; where it is to be busy, counted from when screens and drivers are back. */
  | { during: 'service'; afterMs: number; busy: boolean }
export interface PlannedKill {
  aim: Aim
  kind: KillKind
}
export interface Chapter {
  /** Before the data directory has ever served. */
  first: PlannedKill[]
  later: PlannedKill[]
}

export interface PlanOptions {
  kills: number
  /** Kills per data directory. */
  perChapter: number
  /** Longest time between the beginning of service and a kill. */
  serviceMs: number
  /** Whether every process of the server can be found and killed at once (Linux). */
  everything: boolean
  /** false: every kill falls into service. */
  starts: boolean
}

/** Where starts are killed too: a third falls into first starts, a sixth into later starts, the rest into service; one first kill at least is aimed at the migration. */
export function planKills(
  random: Random,
  { kills, perChapter, serviceMs, everything, starts: withStarts }: PlanOptions,
): Chapter[] {
  const kind = (): KillKind => (everything && random.chance(0.5) ? 'everything' : 'server')
  const chapters: Chapter[] = []
  for (let left = kills; left > 0;) {
    const here = left < perChapter * 1.5 ? left : perChapter
    left -= here
    const first = withStarts ? Math.max(1, Math.round(here / 3)) : 0
    const starts = withStarts ? Math.max(here > first + 1 ? 1 : 0, Math.round(here / 6)) : 0
    const later = Array.from({ length: here - first }, (_, i): PlannedKill =>
      i < starts
        ? { aim: { during: 'start', share: random.between(0.05, 0.85) }, kind: kind() }
        : {
            aim: { during: 'service', afterMs: random.between(50, serviceMs), busy: i % 3 !== 2 },
            kind: kind(),
          },
    )
    chapters.push({
      first: Array.from({ length: first }, (_, i): PlannedKill =>
        i === first - 1
          ? {
              aim: {
                during: 'stage',
                stage: random.pick(['migrating', 'migrating', 'first things']),
                afterMs: random.between(0, 200),
              },
              kind: kind(),
            }
          : { aim: { during: 'start', share: random.between(0.02, 0.85) }, kind: kind() },
      ),
      later: random.shuffle(later),
    })
  }
  return chapters
}
