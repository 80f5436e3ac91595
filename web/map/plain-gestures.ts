/** Moving the plain map by hand: drag, wheel, two keys and a tap. Gives cameras and points; draws nothing. */
import { placeAt, type Camera, type View } from '../layers/mercator.ts'

export interface Gestures {
  onTouched(): void
  onMove(to: Camera): void
  /** Pixels from the top left. */
  onTap(x: number, y: number): void
}

const TAP_PX = 5
const WHEEL_PX = 300
const LEAST_ZOOM = 2
const MOST_ZOOM = 18.5

/** Gives the way out. */
export function listenToHands(
  box: HTMLElement,
  view: () => View,
  { onTouched, onMove, onTap }: Gestures,
): () => void {
  let held: { id: number; x: number; y: number; view: View; moved: boolean } | null = null
  const pan = (from: View, dx: number, dy: number): Camera => ({
    center: placeAt(from, from.width / 2 - dx, from.height / 2 - dy),
    zoom: from.zoom,
  })
  function zoomAt(x: number, y: number, by: number): void {
    const from = view()
    const zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, from.zoom + by))
    const there = placeAt(from, x, y)
    // The place under the hand stays under it.
    const shifted = placeAt({ ...from, center: there, zoom }, from.width - x, from.height - y)
    onTouched()
    onMove({ center: shifted, zoom })
  }
  const stop = new AbortController()
  const on = <K extends keyof HTMLElementEventMap>(
    name: K,
    run: (event: HTMLElementEventMap[K]) => void,
    passive = true,
  ) => box.addEventListener(name, run, { signal: stop.signal, passive })

  on('pointerdown', ({ pointerId, offsetX, offsetY, button }) => {
    if (button !== 0 || held) return
    held = { id: pointerId, x: offsetX, y: offsetY, view: view(), moved: false }
    box.setPointerCapture(pointerId)
  })
  on('pointermove', ({ pointerId, offsetX, offsetY }) => {
    if (held?.id !== pointerId) return
    const [dx, dy] = [offsetX - held.x, offsetY - held.y]
    if (!held.moved && Math.hypot(dx, dy) < TAP_PX) return
    held.moved = true
    onTouched()
    onMove(pan(held.view, dx, dy))
  })
  on('pointerup', ({ pointerId, offsetX, offsetY }) => {
    if (held?.id !== pointerId) return
    if (!held.moved) onTap(offsetX, offsetY)
    held = null
  })
  on('pointercancel', () => (held = null))
  on(
    'wheel',
    (event) => {
      event.preventDefault()
      zoomAt(event.offsetX, event.offsetY, -event.deltaY / WHEEL_PX)
    },
    false,
  )
  on(
    'keydown',
    (event) => {
      const from = view()
      const step = Math.min(from.width, from.height) / 5
      const moves: Record<string, () => void> = {
        ArrowLeft: () => onMove(pan(from, step, 0)),
        ArrowRight: () => onMove(pan(from, -step, 0)),
        ArrowUp: () => onMove(pan(from, 0, step)),
        ArrowDown: () => onMove(pan(from, 0, -step)),
        '+': () => zoomAt(from.width / 2, from.height / 2, 1),
        '=': () => zoomAt(from.width / 2, from.height / 2, 1),
        '-': () => zoomAt(from.width / 2, from.height / 2, -1),
      }
      const move = moves[event.key]
      if (!move || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      onTouched()
      move()
    },
    false,
  )
  return () => stop.abort()
}
