/** Every view but the wall, in every state that somebody may meet, in the order in which they are visited. */
import { BRIEF_SCENES } from './scenes-brief.ts'
import { DESK_SCENES, INTAKE_SCENES } from './scenes-desk.ts'
import { ADMIN_SCENES, CASE_SCENES, DESIGN_SCENES, HOME_SCENES } from './scenes-pages.ts'
import type { Scene } from './scene.ts'

export const SCENES: readonly Scene[] = [
  ...HOME_SCENES,
  ...DESK_SCENES,
  ...INTAKE_SCENES,
  ...BRIEF_SCENES,
  ...CASE_SCENES,
  ...ADMIN_SCENES,
  ...DESIGN_SCENES,
]
