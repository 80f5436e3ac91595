/**
 * The district drawn on plain canvases, without WebGL: the same scene, the same camera, the same marks. For
 * machines without a graphics card, for tests of everything but WebGL, and when WebGL is lost for good. A layer is
 * painted when something on it changed and at no other time.
 */
import type { Gathered } from '../layers/clusters.ts'
import { hexBins } from '../layers/hex-bins.ts'
import { boundsOfView, cameraFor, placeAt, projectionOf, type Camera, type View } from '../layers/mercator.ts'
import { readColours, readScale, type CaseMap, type MapEvents, type MapScene } from './case-map.ts'
import { openClusterFeeder, type ClusterFeeder } from './cluster-feeder.ts'
import { radiusOf } from './cluster-icon.ts'
import { openPlacer } from './label-places.ts'
import { fontFor } from './page-font.ts'
import { drawBorders, drawColours } from './plain-areas.ts'
import { listenToHands } from './plain-gestures.ts'
import { drawGround, readPlainGround, type PlainGround } from './plain-ground.ts'
import { drawBins, drawHeat } from './plain-heat.ts'
import { openPlainLayers, PLAIN_LAYERS, type PlainLayer } from './plain-layers.ts'
import { drawDone, drawLabels, drawMarks, FIGURES_PX, NAME_PX, openMarkPictures } from './plain-marks.ts'

const PADDING_PX = 36
const CLOSEST_FIT = 16
const CLUSTER_PX = 54
const NEAR_PX = 20
/** Marks are known this share of the view beyond its edges, so that a pan shows none missing. */
const BEYOND = 0.5

export function openPlainMap(container: HTMLElement, events: MapEvents): CaseMap {
  const layers = openPlainLayers(container)
  container.tabIndex = 0
  let colours = readColours(container)
  let scale = readScale()
  let pictures = openMarkPictures(colours, scale)
  let camera: Camera = { center: [110, 30], zoom: 3 }
  let scene: MapScene | null = null
  let ground: PlainGround | null = null
  let marks: readonly Gathered[] = []
  /** Are others on their way? What is painted meanwhile would be painted again. */
  let gathering = false
  /** A thread, had once there is something to gather. */
  let clusters: ClusterFeeder | null = null
  let repaints = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const due = new Set<PlainLayer>()
  const place = openPlacer()
  const gone = new AbortController()

  const view = (): View => ({ ...camera, ...layers.size() })
  /** All that comes within one turn of the page is one repaint. */
  function paintSoon(...which: readonly PlainLayer[]): void {
    for (const it of which) due.add(it)
    timer ??= setTimeout(() => {
      timer = undefined
      paint()
    }, 0)
  }
  const resized = new ResizeObserver(() => {
    if (!layers.resize()) return
    gather()
    paintSoon(...PLAIN_LAYERS)
    events.onMoved(view())
  })
  layers.resize()
  resized.observe(container)

  function gather(): void {
    if (!scene || (!clusters && scene.open.all.size === 0)) return
    const now = view()
    gathering = true
    clusters ??= openClusterFeeder(CLUSTER_PX * scale, (found) => {
      marks = found
      gathering = false
      paintSoon('marks')
    })
    clusters.show(scene.open, boundsOfView(now, BEYOND), now.zoom)
  }

  function paint(): void {
    const now = view()
    if (now.width === 0 || due.size === 0) return
    repaints += 1
    const project = projectionOf(now)
    const paper = { project, view: now, colours, scale }
    const tree = scene?.tree ?? null
    if (due.has('under')) {
      const context = layers.fresh('under')
      context.fillStyle = colours.of['map-ground']
      context.fillRect(0, 0, now.width, now.height)
      if (ground) drawGround(context, ground, 'under', paper)
    }
    if (due.has('colour') && scene) drawColours(layers.fresh('colour'), scene, paper)
    if (due.has('over')) {
      const context = layers.fresh('over')
      if (ground) drawGround(context, ground, 'over', paper)
      if (tree && scene) drawBorders(context, tree, scene, paper)
    }
    if (due.has('heat')) {
      const context = layers.fresh('heat')
      const { heat, heatMode } = scene ?? {}
      if (heat && heatMode === 'heat') {
        drawHeat(context, heat, project, now, colours.heat)
      }
      if (heat && heatMode === 'bins')
        drawBins(context, hexBins(heat, now.zoom, boundsOfView(now)), project, colours)
    }
    if (due.has('marks') && scene) {
      const context = layers.fresh('marks')
      drawDone(context, scene, paper)
      const taken = () =>
        marks.map((it) => ({
          lng: it.lng,
          lat: it.lat,
          reach: (it.single ? 9 : radiusOf(it.count) + 3) * scale,
        }))
      const sizes = { namePx: NAME_PX * scale, figuresPx: FIGURES_PX * scale }
      const labels = tree ? place(scene.labels, taken, { tree, view: now, ...sizes }, performance.now()) : []
      drawLabels(context, labels, marks, paper)
      drawMarks(context, marks, pictures, paper)
    }
    due.clear()
  }

  function look(to: Camera): void {
    camera = to
    gather()
    paintSoon(...PLAIN_LAYERS)
    events.onMoved(view())
  }
  const letGo = listenToHands(container, view, {
    onTouched: () => events.onTouched(),
    onMove: look,
    onTap: (x, y) => {
      const project = projectionOf(view())
      let hit: Gathered | null = null
      let nearest = NEAR_PX * scale
      for (const it of marks) {
        const [markX, markY] = project(it.lng, it.lat)
        const away = Math.hypot(markX - x, markY - y)
        if (away < nearest) [hit, nearest] = [it, away]
      }
      if (hit?.opensAt != null) {
        events.onTouched()
        look({ center: [hit.lng, hit.lat], zoom: Math.min(hit.opensAt + 0.3, 18) })
      } else events.onPointed(...placeAt(view(), x, y), hit?.single ?? null)
    },
  })
  async function openGround(): Promise<void> {
    const { basemap } = scene!
    // Tiles would need a decoder of their own: the areas alone say where things are.
    const next =
      basemap?.kind === 'demo' && basemap.url
        ? await readPlainGround(basemap.url, gone.signal).catch(() => null)
        : null
    if (gone.signal.aborted || scene?.basemap !== basemap) return
    ground = next
    paintSoon('under', 'over')
  }

  return {
    show: (next) => {
      const before = scene
      scene = next
      if (next.basemap !== before?.basemap) void openGround()
      if (next.open.all !== before?.open.all) gather()
      if (next.classes !== before?.classes || next.shown !== before.shown || next.tree !== before.tree)
        paintSoon('colour')
      if (next.tree !== before?.tree || next.area !== before.area || next.shown !== before.shown)
        paintSoon('over')
      if (next.heat !== before?.heat || next.heatMode !== before.heatMode) paintSoon('heat')
      if (next.labels !== before?.labels) {
        const had = new Set(before?.labels)
        const fresh = next.labels.filter((it) => !had.has(it))
        void fontFor(fresh.map((it) => it.name + it.figures + it.late).join('')).then(
          () => gathering || paintSoon('marks'),
        )
      }
      if (!gathering && (next.closed !== before?.closed || next.cases !== before.cases)) paintSoon('marks')
    },
    fit: (bounds) =>
      look(cameraFor(bounds, { ...layers.size(), padding: PADDING_PX * scale, closest: CLOSEST_FIT })),
    look,
    view,
    counts: () => ({ open: clusters?.size() ?? 0, closed: scene?.closed?.points.size ?? 0 }),
    repaints: () => repaints,
    isWhole: () => repaints > 0,
    restyle: () => {
      colours = readColours(container)
      scale = readScale()
      pictures = openMarkPictures(colours, scale)
      paintSoon(...PLAIN_LAYERS)
    },
    destroy: () => {
      gone.abort()
      letGo()
      resized.disconnect()
      clearTimeout(timer)
      clusters?.stop()
      layers.remove()
      container.removeAttribute('tabindex')
    },
  }
}
