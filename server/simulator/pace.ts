/** From the time of a plan to the time on the clock: when is what was planned to be done. Pure. */

export interface Pace {
  /** Epoch ms of a plan → epoch ms on the clock. Never decreasing. */
  realOf: (plannedAt: number) => number
}

/** As planned. */
export const AS_PLANNED: Pace = { realOf: (plannedAt) => plannedAt }

/** `speed` times faster from an instant on. */
export const faster = (since: number, speed: number): Pace => ({
  realOf: (plannedAt) => since + (plannedAt - since) / speed,
})

/** The first minutes of a first start: a newcomer sees the district move. */
export const OPENING = { speed: 20, realMs: 10 * 60_000, cases: 20 }
const OPENING_PLANNED_MS = OPENING.speed * OPENING.realMs

/** Steps of cases that are open already: what was due in the next 200 minutes is done in ten, then on as planned. */
export const openingPace = (since: number): Pace => ({
  realOf: (plannedAt) =>
    plannedAt <= since
      ? plannedAt
      : plannedAt - since < OPENING_PLANNED_MS
        ? since + (plannedAt - since) / OPENING.speed
        : Math.max(plannedAt, since + OPENING.realMs),
})

/** Cases that come during the opening: fast at first, then each step after as long a wait as planned. */
export const arrivingPace = (since: number): Pace => ({
  realOf: (plannedAt) =>
    plannedAt - since < OPENING_PLANNED_MS
      ? since + (plannedAt - since) / OPENING.speed
      : plannedAt - OPENING_PLANNED_MS + OPENING.realMs,
})
