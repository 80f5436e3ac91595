/** How this machine draws WebGL: with a graphics card, in software, or not at all. Asked once a page. */
export type Renderer = 'hardware' | 'software' | 'none'

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render|paravirtual/i
let known: Renderer | null = null

export function rendererOf(): Renderer {
  return (known ??= ask())
}

function ask(): Renderer {
  const context = document.createElement('canvas').getContext('webgl2')
  if (!context) return 'none'
  const debug = context.getExtension('WEBGL_debug_renderer_info')
  const name = String(context.getParameter(debug ? debug.UNMASKED_RENDERER_WEBGL : context.RENDERER))
  context.getExtension('WEBGL_lose_context')?.loseContext() // a browser grants only so many
  return SOFTWARE.test(name) ? 'software' : 'hardware'
}

/** May something move on by itself: with a graphics card, and for people who do not mind. */
export const mayMove = (): boolean =>
  rendererOf() === 'hardware' && !matchMedia('(prefers-reduced-motion: reduce)').matches
