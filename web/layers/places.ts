/** Which cases have a place, and how many: pure, for whoever maps or counts them. */
import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import type { OpenCases } from './open-cases.ts'

/** What an audience may not place has null coordinates, like what nobody located. */
export const isMapped = (it: CaseView): it is CaseView & { lng: number; lat: number } =>
  it.lng !== null && it.lat !== null

export interface PlaceCounts {
  openOnMap: number
  openWithoutPlace: number
}
export const countPlaces = ({ all, located }: OpenCases): PlaceCounts => ({
  openOnMap: located,
  openWithoutPlace: all.size - located,
})
