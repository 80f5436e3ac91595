/** Areas on a plain canvas: their colours, the borders of each tier, and a veil over what is not opened. */
import type { Tier } from '@shaotai/shared/domain/vocabulary.ts'
import { wholeOf, type AreaNode, type AreaTree } from '../layers/area-tree.ts'
import { meets, polygonsOf } from '../layers/geometry.ts'
import { boundsOfView, type Project, type View } from '../layers/mercator.ts'
import { tierZooms } from './area-borders.ts'
import type { MapColours, MapScene, MapToken } from './case-map.ts'

interface Paper {
  project: Project
  view: View
  colours: MapColours
  scale: number
}
const BORDERS: Record<Tier, [token: MapToken, width: number]> = {
  city: ['map-border-district', 2.2],
  district: ['map-border-district', 2.2],
  street: ['map-border-street', 1.6],
  community: ['map-border-community', 1],
  sector: ['map-border-grid', 0.8],
  grid: ['map-border-grid', 0.8],
  unit: ['map-border-grid', 0.8],
}
/** Half a border of what lies just outside is still in sight. Share of the view. */
const BORDER_BEYOND = 0.05
/** Finest first: a wider tier's border lies on top. */
const ORDER: readonly Tier[] = ['unit', 'grid', 'sector', 'community', 'street', 'district', 'city']

export function drawColours(
  context: CanvasRenderingContext2D,
  { tree, shown, classes }: MapScene,
  { project, view, colours }: Paper,
): void {
  const sight = boundsOfView(view)
  context.globalAlpha = 0.9
  for (const code of shown) {
    const node = tree?.byCode.get(code)
    if (!node?.bounds || !meets(node.bounds, sight)) continue
    context.beginPath()
    trace(context, node, project)
    context.fillStyle = colours.choropleth[classes.get(code) ?? 0]!
    context.fill('evenodd')
  }
  context.globalAlpha = 1
}

export function drawBorders(
  context: CanvasRenderingContext2D,
  tree: AreaTree,
  { area, shown }: Pick<MapScene, 'area' | 'shown'>,
  { project, view, colours, scale }: Paper,
): void {
  const opened = area === null ? wholeOf(tree) : (tree.byCode.get(area) ?? null)
  if (opened?.shape) {
    context.beginPath()
    context.rect(0, 0, view.width, view.height)
    trace(context, opened, project)
    context.globalAlpha = 0.62
    context.fillStyle = colours.of['map-outside']
    context.fill('evenodd')
    context.globalAlpha = 1
  }
  const from = tierZooms(tree, scale)
  const told = new Set(shown)
  const sight = boundsOfView(view, BORDER_BEYOND)
  const near = [...tree.byCode.values()].filter(({ bounds }) => bounds && meets(bounds, sight))
  context.lineJoin = 'round'
  const stroke = (which: (it: AreaNode) => boolean, token: MapToken, width: number) => {
    context.beginPath()
    for (const it of near) if (which(it)) trace(context, it, project)
    context.strokeStyle = colours.of[token]
    context.lineWidth = width * scale
    context.stroke()
  }
  for (const tier of ORDER) {
    const at = from[tier]
    if (at !== undefined && view.zoom >= at) stroke((it) => it.tier === tier, ...BORDERS[tier])
  }
  stroke(({ code }) => told.has(code), 'map-border-street', 1.2)
  if (opened) stroke((it) => it === opened, 'map-border-district', 2.4)
}

function trace(context: CanvasRenderingContext2D, { shape }: AreaNode, project: Project): void {
  if (!shape) return
  for (const polygon of polygonsOf(shape)) {
    for (const ring of polygon) {
      for (const [i, [lng, lat]] of ring.entries()) {
        const [x, y] = project(lng, lat)
        if (i === 0) context.moveTo(x, y)
        else context.lineTo(x, y)
      }
      context.closePath()
    }
  }
}
