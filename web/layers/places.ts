/** Which cases have a place, and how many: pure, for whoever maps or counts them. */
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { isOpen } from '@shaotai/shared/domain/lifecycle.ts'
import type { Picture } from '@shaotai/shared/domain/picture.ts'

/** What an audience may not place has null coordinates, like what nobody located. */
export const isMapped = (it: CaseView): it is CaseView & { lng: number; lat: number } =>
  it.lng !== null && it.lat !== null

export interface PlaceCounts {
  openOnMap: number
  openWithoutPlace: number
}
export function countPlaces({ cases }: Picture): PlaceCounts {
  const counts = { openOnMap: 0, openWithoutPlace: 0 }
  for (const it of cases.values()) {
    if (isOpen(it)) counts[isMapped(it) ? 'openOnMap' : 'openWithoutPlace'] += 1
  }
  return counts
}
