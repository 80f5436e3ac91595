/** What somebody asks of the trail, as it stands in the page's address and as the server is asked. Pure. */
import { EVENT_TYPES } from '@shaotai/shared/domain/lifecycle.ts'
import { isSubjectKind, type SubjectKind } from '@shaotai/shared/contract/audit-actions.ts'
import { dayStart } from '../../clock/local-days.ts'

export interface Asked {
  /** Account of a person; id of a wall, a key or the server. */
  who: string | null
  /** Code of an action or an event, or VIEWS. */
  did: string | null
  kind: SubjectKind | null
  /** A case by its number, a person, a wall or a key by name. */
  about: string | null
  /** Days of the district, 2026-03-01; both belong to it. */
  from: string | null
  to: string | null
  /** The steps of cases too. */
  steps: boolean
  /** Cursor of the page; null: the newest. */
  at: string | null
}
/** Any view of personal data. */
export const VIEWS = 'views'
export const NOTHING: Asked = {
  who: null,
  did: null,
  kind: null,
  about: null,
  from: null,
  to: null,
  steps: false,
  at: null,
}

type Query = Readonly<Record<string, unknown>>
const textOf = (it: unknown): string | null => (typeof it === 'string' && it.trim() !== '' ? it.trim() : null)
const dayOf = (it: unknown): string | null => {
  const text = textOf(it)
  return text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null
}

/** Whatever is no answer to its question is not asked. */
export function askedOf(query: Query): Asked {
  const kind = textOf(query['kind'])
  return {
    who: textOf(query['who']),
    did: textOf(query['did']),
    kind: kind !== null && isSubjectKind(kind) ? kind : null,
    about: textOf(query['about']),
    from: dayOf(query['from']),
    to: dayOf(query['to']),
    steps: query['steps'] === '1',
    at: textOf(query['at']),
  }
}

/** For the address: what is not asked is left out. */
export const addressOf = ({ steps, ...texts }: Asked): Record<string, string> => ({
  ...Object.fromEntries(Object.entries(texts).filter((it): it is [string, string] => it[1] !== null)),
  ...(steps && { steps: '1' }),
})

/** How many questions narrow it; the page that is open is none. */
export const countAsked = ({ who, did, kind, about, from, to, steps }: Asked): number =>
  [who, did, kind, about, from ?? to, steps || null].filter((it) => it !== null).length

const startOf = (zone: string, day: string, plus: number): string => {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  return new Date(dayStart(zone, year, month, date + plus)).toISOString()
}

/** For `GET /api/audit`. `zone`: the district's, whose days they are. */
export const requestOf = (
  { who, did, kind, about, from, to, steps, at }: Asked,
  zone: string,
): Record<string, string | null> => ({
  person: who,
  ...(did === VIEWS ? { views: 'true' } : { action: did }),
  kind,
  about,
  from: from && startOf(zone, from, 0),
  to: to && startOf(zone, to, 1),
  ...((steps || (EVENT_TYPES as readonly (string | null)[]).includes(did)) && { events: 'true' }),
  cursor: at,
})
