/** The map's pictures, drawn when a mark first asks for one and drawn anew when colours or sizes change. */
import type { Map as MapLibreMap } from 'maplibre-gl'
import type { MapColours } from './case-map.ts'
import { drawCluster, sidePx } from './cluster-icon.ts'
import { drawLevelIcon } from './icons.ts'
import { iconOf, levelOf, type Icon, type IconName } from './mark-features.ts'

/** Side of a single mark's picture, px at scale 1; the shape itself is a third of it. */
export const MARK_PX = 40

/** What is seen of it, by urgency: names make way for the whole picture. */
const SEEN_PX = [18, 30, 30, 35, 40] as const

export interface GlIcons {
  redraw(colours: MapColours, scale: number): void
}

export function openGlIcons(map: MapLibreMap, colours: MapColours, scale: number): GlIcons {
  const drawn = new Set<IconName>()
  let look = { colours, scale }
  const add = (name: IconName, icon: Icon) => {
    // Sharp on this screen at this scale; `icon-size` brings it back to scale.
    const ratio = Math.min(4, Math.max(1, devicePixelRatio * look.scale))
    map.addImage(name, pictureOf(icon, look.colours, ratio), { pixelRatio: ratio })
  }
  map.setMissingStyleImageResolver((id) => {
    const icon = iconOf(id)
    if (!icon || drawn.has(id)) return
    drawn.add(id)
    add(id, icon)
  })
  return {
    redraw: (nextColours, nextScale) => {
      look = { colours: nextColours, scale: nextScale }
      for (const name of drawn) {
        if (map.hasImage(name)) map.removeImage(name)
        add(name, iconOf(name)!)
      }
    },
  }
}

function pictureOf(icon: Icon, colours: MapColours, ratio: number): ImageData {
  if (icon.is === 'mark') {
    const size = Math.ceil(MARK_PX * ratio)
    const seen = Math.min(size, Math.ceil(SEEN_PX[icon.urgency] * ratio))
    const from = Math.floor((size - seen) / 2)
    return drawLevelIcon(icon.kind, levelOf(icon.urgency), size, colours).getImageData(from, from, seen, seen)
  }
  const size = Math.ceil(sidePx(icon) * ratio)
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  drawCluster(context, size / 2, size / 2, icon, colours, ratio)
  return context.getImageData(0, 0, size, size)
}
