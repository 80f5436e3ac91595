/** River, lakes and streams of the basemap. */
import { clipLine, toMask } from './clip.ts'
import { lineFeature, ringFeature, type BasemapFeature } from './features.ts'
import { STREAMS } from './landmarks.ts'
import { RIVER } from './plan.ts'
import type { Terrain } from './terrain.ts'

export function toWater(terrain: Terrain): BasemapFeature[] {
  const open = [terrain.river, ...terrain.lakes.map((it) => it.ring)].map(toMask)
  return [
    ringFeature('water', 'river', [terrain.river], RIVER),
    // The line along which the river's name is written.
    lineFeature('waterway', 'river', [RIVER.line.filter((_, i) => i % 2 === 0)], RIVER),
    ...terrain.lakes.map((it) =>
      ringFeature('water', it.nameEn.includes('Pond') ? 'pond' : 'lake', [it.ring], it),
    ),
    ...STREAMS.map((it) => lineFeature('waterway', it.class, clipLine(it.line, open).outside, it)),
  ]
}
