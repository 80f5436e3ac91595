/** How far apart two places of one district are. */

const METRES_PER_DEGREE = 111_195
export interface Place {
  lng: number
  lat: number
}

/** Equirectangular, good to a metre over a district. */
export function metresApart(a: Place, b: Place): number {
  const east = (a.lng - b.lng) * Math.cos(((a.lat + b.lat) / 2) * (Math.PI / 180))
  return Math.hypot(east, a.lat - b.lat) * METRES_PER_DEGREE
}

/** Half the sides, in degrees, of a box round `at` that holds every place within so many metres. */
export const boxAround = (at: Place, metres: number): Place => ({
  lng: (metres / METRES_PER_DEGREE / Math.cos(at.lat * (Math.PI / 180))) * 1.01,
  lat: (metres / METRES_PER_DEGREE) * 1.01,
})
