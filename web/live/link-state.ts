/**
 * What the link to the server may be in, and where each happening leads: a table with every cell filled.
 * Knows no socket and no time. Whether the picture is *shown* as stale is kept beside it (sync.ts): a link
 * that is being repaired stays stale on screen until the server has proved that it is in step (protocol B3).
 */

const TABLE = {
  /** A socket is being opened. */
  connecting: {
    connected: 'asking',
    asked: 'connecting',
    answered: 'connecting',
    lost: 'stale',
    retried: 'connecting',
    refused: 'refused',
    closed: 'closed',
  },
  /** hello is sent; frames that arrive are held until its answer (F4). */
  asking: {
    connected: 'asking',
    asked: 'asking',
    answered: 'live',
    lost: 'stale',
    retried: 'asking',
    refused: 'refused',
    closed: 'closed',
  },
  /** Frames continue the picture. */
  live: {
    connected: 'live',
    asked: 'asking',
    answered: 'live',
    lost: 'stale',
    retried: 'live',
    refused: 'refused',
    closed: 'closed',
  },
  /** The link is given up, with a reason, and will be opened again (B2). */
  stale: {
    connected: 'stale',
    asked: 'stale',
    answered: 'stale',
    lost: 'stale',
    retried: 'connecting',
    refused: 'refused',
    closed: 'closed',
  },
  /** The server said no: other version (H2), not signed in, not allowed. Tried again, slowly: a wall has no hands. */
  refused: {
    connected: 'refused',
    asked: 'refused',
    answered: 'refused',
    lost: 'refused',
    retried: 'connecting',
    refused: 'refused',
    closed: 'closed',
  },
  /** We closed it ourselves; nothing follows. */
  closed: {
    connected: 'closed',
    asked: 'closed',
    answered: 'closed',
    lost: 'closed',
    retried: 'closed',
    refused: 'closed',
    closed: 'closed',
  },
} as const satisfies Table

type Table = { [S in StateName]: { [E in LinkEvent]: StateName } }
type StateName = 'connecting' | 'asking' | 'live' | 'stale' | 'refused' | 'closed'

export type LinkState = keyof typeof TABLE
export type LinkEvent = 'connected' | 'asked' | 'answered' | 'lost' | 'retried' | 'refused' | 'closed'
export const LINK_STATES = Object.keys(TABLE) as LinkState[]
export const LINK_EVENTS = Object.keys(TABLE.connecting) as LinkEvent[]

export const nextLink = (state: LinkState, event: LinkEvent): LinkState => TABLE[state][event]

/** Why the picture may not be what the district is. */
export type StaleReason =
  | 'closed' // the socket closed, or would not open
  | 'no_tick' // open, but silent
  | 'behind' // the log went on without us
  | 'no_answer' // hello was not answered
  | 'bad_answer' // answered with something that is no picture, or frames that never fit
  | 'refused' // see the problem that came with it

export interface Stale {
  reason: StaleReason
  /** Last moment at which the picture was known to be right, in the caller's monotonic ms. */
  since: number
}
