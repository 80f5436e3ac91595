/** Canvases that lie on each other, each painted on its own: what did not change is not painted again. */
export const PLAIN_LAYERS = ['under', 'colour', 'over', 'heat', 'marks'] as const
export type PlainLayer = (typeof PLAIN_LAYERS)[number]

export interface PlainLayers {
  /** Clean, in CSS pixels, ready to be painted on. */
  fresh(layer: PlainLayer): CanvasRenderingContext2D
  /** As large as the box; says whether that changed anything. */
  resize(): boolean
  size(): { width: number; height: number }
  remove(): void
}

export function openPlainLayers(container: HTMLElement): PlainLayers {
  const box = container.appendChild(document.createElement('div'))
  box.style.cssText = 'position:absolute;inset:0;overflow:hidden'
  const contexts = Object.fromEntries(
    PLAIN_LAYERS.map((layer) => {
      const canvas = box.appendChild(document.createElement('canvas'))
      canvas.style.cssText = 'position:absolute;inset:0;inline-size:100%;block-size:100%'
      // Drawn by the processor: without a graphics card, canvas “acceleration” costs seconds a frame.
      return [layer, canvas.getContext('2d', { willReadFrequently: true })!]
    }),
  ) as Record<PlainLayer, CanvasRenderingContext2D>
  let [width, height, ratio] = [0, 0, 0]
  return {
    fresh: (layer) => {
      const context = contexts[layer]
      context.setTransform(1, 0, 0, 1, 0, 0)
      context.globalAlpha = 1
      context.clearRect(0, 0, context.canvas.width, context.canvas.height)
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
      return context
    },
    resize: () => {
      const next = [container.clientWidth, container.clientHeight, devicePixelRatio] as const
      if (next[0] === width && next[1] === height && next[2] === ratio) return false
      ;[width, height, ratio] = next
      for (const { canvas } of Object.values(contexts)) {
        canvas.width = Math.round(width * ratio)
        canvas.height = Math.round(height * ratio)
      }
      return true
    },
    size: () => ({ width, height }),
    remove: () => box.remove(),
  }
}
