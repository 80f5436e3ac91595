/** How long sessions, one-time passwords, tokens and codes last: every such figure, in one place, with its reason. */
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** A person made on a Friday signs in on Monday. */
export const ONE_TIME_MS = 3 * DAY
/** A wall asks whether its token is old enough; it then gets a new one without hands (trust F13). */
export const DEVICE_TOKEN_MS = 90 * DAY
/** Long enough to walk to a desk and type six characters, too short to guess them. */
export const PAIRING_MS = 10 * MINUTE
/** Screens that show a code at once; a district has some dozens, and more would make a mistyped code likelier to fit. */
export const PAIRINGS_OPEN = 100
/** A source's operator has until the next working day to put the new key in. */
export const KEY_OVERLAP_HOURS = 24
export const KEY_OVERLAP_HOURS_MAX = 14 * 24
/** Ours unless the environment says otherwise: a cup of tea, and a shift (trust F13). */
export const SESSION_IDLE_MINUTES = 30
export const SESSION_HOURS = 12
/** A session that is over says nothing that the trail does not; a day is for whoever looks into something just then. */
export const ENDED_SESSION_KEPT_MS = DAY
export { MINUTE, HOUR, DAY }
