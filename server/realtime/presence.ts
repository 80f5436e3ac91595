/**
 * Who has which case open at a desk. Held in this process's memory alone: not a fact of the log, gone with the socket,
 * and known to desks that look at the same case and to nobody else. Whoever is told is judged anew each time: a case
 * that went elsewhere tells no more who works on it.
 */
import { toProblem } from '@shaotai/shared/contract/problem.ts'
import { MOST_LOOKING, type LookAnswer, type Looking } from '@shaotai/shared/contract/socket.ts'
import type { Audience } from '@shaotai/shared/domain/redact.ts'
import type { Principal } from '../directory/principal.ts'
import type { LiveSocket } from './session.ts'

export interface Presence {
  /** The socket looks at this case from now on and at no other; null: at none. */
  look: (socket: LiveSocket, principal: Principal, caseId: string | null) => Promise<LookAnswer>
  /** It may be another audience now, and what it was told before may be lost. */
  joined: (socket: LiveSocket) => void
  leave: (socket: LiveSocket) => void
  /** How many sockets look at some case. */
  size: () => number
  stop: () => void
}

export interface PresenceOptions {
  /** May this audience see the case? */
  sees: (audience: Audience, caseId: string) => Promise<boolean>
  /** Epoch ms. */
  now: () => number
  onFault: (fault: unknown) => void
}

interface Seat {
  caseId: string
  person: string
  name: string
  since: number
  /** The list it has, as text; null: not known. */
  told: string | null
}

/** Changes of so long are told together: a desk that runs through its queue is not worth a frame a row. */
const TOLD_AFTER_MS = 100
/** What could not be told now: the database is away, or a reader is slow. */
const AGAIN_MS = 1_000
const NOBODY = '[]'

const audienceOf = ({ data, connected }: LiveSocket): Audience | null =>
  connected && data.live?.audience.profile === 'desk' ? data.live.audience : null

export function openPresence({ sees, now, onFault }: PresenceOptions): Presence {
  const seats = new Map<LiveSocket, Seat>()
  /** The newest wish of a socket: an answer that comes late does not undo it. */
  const wishes = new WeakMap<LiveSocket, object>()
  const untold = new Set<string>()
  let timer: NodeJS.Timeout | null = null

  const at = (caseId: string): [LiveSocket, Seat][] => [...seats].filter(([, it]) => it.caseId === caseId)
  const tellSoon = (caseId: string, ms = TOLD_AFTER_MS): void => {
    untold.add(caseId)
    timer ??= setTimeout(() => void tell(), ms)
  }
  function stand(socket: LiveSocket): void {
    const seat = seats.get(socket)
    if (seat && seats.delete(socket)) tellSoon(seat.caseId)
  }
  function leave(socket: LiveSocket): void {
    wishes.delete(socket)
    stand(socket)
  }

  async function tell(): Promise<void> {
    const cases = [...untold]
    untold.clear()
    const later: string[] = []
    for (const caseId of cases) {
      try {
        if (!(await tellOf(caseId))) later.push(caseId)
      } catch (fault) {
        onFault(fault)
        later.push(caseId)
      }
    }
    timer = null
    for (const caseId of untold) tellSoon(caseId)
    for (const caseId of later) tellSoon(caseId, AGAIN_MS)
  }

  /** Everybody who looks at it, of what is new to them; false: somebody could not take it now. */
  async function tellOf(caseId: string): Promise<boolean> {
    for (const [socket] of at(caseId)) {
      const audience = audienceOf(socket)
      const mayKnow = audience !== null && (await sees(audience, caseId))
      if (!mayKnow && seats.get(socket)?.caseId === caseId) stand(socket)
    }
    // Nothing is awaited from here on: the list is of one instant.
    const here = at(caseId)
    let isTold = true
    for (const [socket, seat] of here) {
      const people = othersThan(seat, here)
      const text = JSON.stringify(people)
      if (text === seat.told) continue
      if (socket.data.slow) isTold = false
      else {
        socket.emit('looking', { caseId, people })
        seat.told = text
      }
    }
    return isTold
  }

  return {
    look: async (socket, principal, caseId) => {
      const wish = {}
      wishes.set(socket, wish)
      if (seats.get(socket)?.caseId === caseId) return { ok: true }
      stand(socket)
      if (caseId === null) return { ok: true }
      const audience = audienceOf(socket)
      if (!audience) return { ok: false, problem: toProblem('not_allowed') }
      if (!(await sees(audience, caseId))) return { ok: false, problem: toProblem('not_found') }
      // Meanwhile it may have gone, or looked elsewhere.
      if (audienceOf(socket) && wishes.get(socket) === wish) {
        const { id: person, name } = principal
        seats.set(socket, { caseId, person, name, since: now(), told: NOBODY })
        tellSoon(caseId)
      }
      return { ok: true }
    },
    joined: (socket) => {
      const seat = seats.get(socket)
      if (!seat) return
      if (audienceOf(socket)) seat.told = null
      else stand(socket)
      tellSoon(seat.caseId)
    },
    leave,
    size: () => seats.size,
    stop: () => {
      if (timer) clearTimeout(timer)
      seats.clear()
    },
  }
}

/** Somebody at two desks is one person, there since the first; nobody is told of themselves. */
function othersThan({ person: self }: Seat, here: [LiveSocket, Seat][]): Looking['people'] {
  const people = new Map<string, { name: string; since: number }>()
  for (const [, { person, name, since }] of here.toSorted(([, a], [, b]) => a.since - b.since))
    if (person !== self && !people.has(person)) people.set(person, { name, since })
  return [...people.values()].slice(0, MOST_LOOKING)
}
