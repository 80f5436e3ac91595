/** A report while somebody is on the phone: what was written, what is missing, and the body it becomes. Pure; kept in memory alone. */
import type { ReportRequest } from '@shaotai/shared/contract/http.ts'
import type { Crs, Kind, Priority, Role, Severity, Source } from '@shaotai/shared/domain/vocabulary.ts'

/** As it was read: `crs` is the system of the two. `exact` false: the middle of an area that was named. */
export interface DraftPlace {
  lng: number
  lat: number
  crs: Crs
  exact: boolean
}
/** An open case that this is another report of. */
export interface Into {
  id: string
  no: string
}
export interface Draft {
  kind: Kind
  category: string | null
  heading: string
  narrative: string
  name: string
  phone: string
  place: DraftPlace | null
  address: string
  priority: Priority
  severity: Severity | null
  source: Source
  exercise: boolean
  into: Into | null
}

/** Channels that reach a person at a desk; the others come by themselves. */
export const BY_HAND: readonly Source[] = [
  'hotline',
  'walk_in',
  'grid',
  'patrol',
  'petition',
  'deputy',
  'courier',
  'media',
  'superior',
  'other',
]

export const emptyDraft = (role: Role): Draft => ({
  kind: 'ticket',
  category: null,
  heading: '',
  narrative: '',
  name: '',
  phone: '',
  place: null,
  address: '',
  priority: 'P3',
  severity: null,
  source: role === 'grid_worker' ? 'grid' : 'hotline',
  exercise: false,
  into: null,
})

/** Something that would have to be asked of the caller again. */
export const isBegun = (it: Draft): boolean =>
  it.category !== null ||
  it.place !== null ||
  [it.heading, it.narrative, it.name, it.phone, it.address].some((text) => text.trim() !== '')

export type Missing = 'category' | 'heading' | 'place'
/** In the order of the form. `refused`: the place is known to lie outside. */
export function missingIn(it: Draft, refused: boolean): Missing[] {
  const missing: Missing[] = []
  if (it.category === null) missing.push('category')
  if (it.heading.trim() === '') missing.push('heading')
  if (it.place && refused) missing.push('place')
  return missing
}

/** Of a draft that lacks nothing. Fields nobody filled in are left out. */
export function reportOf(it: Draft): ReportRequest {
  const text = (value: string) => value.trim() || undefined
  const reporter = { ...said('name', text(it.name)), ...said('phone', text(it.phone)) }
  return {
    kind: it.kind,
    category: it.category!,
    title: it.heading.trim(),
    priority: it.priority,
    ...said('narrative', text(it.narrative)),
    ...said('address', text(it.address)),
    ...(Object.keys(reporter).length > 0 && { reporter }),
    ...(it.place && { lng: it.place.lng, lat: it.place.lat, crs: it.place.crs }),
    ...(it.kind === 'hazard' && it.severity && { severity: it.severity }),
    ...(it.exercise && { exercise: true }),
  }
}
const said = <K extends string>(key: K, value: string | undefined): { [P in K]?: string } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]: string })
