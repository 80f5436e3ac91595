/**
 * From the body of a report to the domain's report: names to codes, stamps to epoch ms, a place to the
 * areas that hold it, defaults, and the personal part set apart. Pure; a body has passed its schema before it comes here.
 */
import type { ReportRequest } from '@shaotai/shared/contract/http.ts'
import type { ProblemCode } from '@shaotai/shared/contract/problem.ts'
import type { Personal, Report } from '@shaotai/shared/domain/commands.ts'
import type { Source } from '@shaotai/shared/domain/vocabulary.ts'
import { NOWHERE } from '../areas/area-index.ts'
import { toWgs84 } from '../areas/coordinates.ts'
import type { Areas } from '../areas/areas.ts'
import { defaultSensitivity, type Names } from '../directory/directory.ts'

export type ToReport =
  | { ok: true; report: Report; occurredAt: number | null }
  | { ok: false; code: ProblemCode }

export function toReport(
  body: ReportRequest,
  source: Source,
  directory: Names,
  areas: Pick<Areas, 'at'>,
): ToReport {
  const place = toPlace(body)
  if (!place) return { ok: false, code: 'bad_place' }
  const within = place.lng === null || place.lat === null ? NOWHERE : areas.at(place.lng, place.lat)
  if (!within) return { ok: false, code: 'outside_district' }
  const category = directory.category(body.category)
  if (!category) return { ok: false, code: 'unknown_category' }
  const department = body.department === undefined ? null : directory.department(body.department)
  if (department === undefined) return { ok: false, code: 'unknown_department' }

  const personal: Personal = { title: body.title }
  if (body.address !== undefined) personal.address = body.address
  if (body.narrative !== undefined) personal.narrative = body.narrative
  if (body.reporter !== undefined) personal.reporter = body.reporter
  return {
    ok: true,
    occurredAt: body.occurredAt === undefined ? null : Date.parse(body.occurredAt),
    report: {
      kind: body.kind,
      category: category.code,
      department: department?.code ?? null,
      source,
      priority: body.priority ?? 'P3',
      severity: body.severity ?? null,
      sensitivity:
        body.sensitivity ??
        (category.kind === body.kind ? category.sensitivity : defaultSensitivity(body.kind)),
      ...place,
      crs: body.crs ?? 'wgs84',
      area: within.leaf,
      areaPath: within.path,
      community: within.community,
      limitMinutes: category.limitMinutes,
      policy: category.policy,
      tier: body.tier ?? 'community',
      exercise: body.exercise ?? false,
      externalId: body.externalId ?? null,
      personal,
    },
  }
}

/**
 * In WGS-84, whatever the source speaks: the one conversion there is. Both or neither; 0,0 is where broken
 * geocoders put things; six decimals are a tenth of a metre.
 */
export function toPlace({
  lng,
  lat,
  crs = 'wgs84',
}: Pick<ReportRequest, 'lng' | 'lat' | 'crs'>): { lng: number | null; lat: number | null } | null {
  if (lng === undefined && lat === undefined) return { lng: null, lat: null }
  if (lng === undefined || lat === undefined) return null
  if ((lng === 0 && lat === 0) || Math.abs(lng) > 180 || Math.abs(lat) > 90) return null
  const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6
  const place = toWgs84([lng, lat], crs)
  return { lng: round(place[0]), lat: round(place[1]) }
}
