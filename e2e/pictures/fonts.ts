/** What a browser draws its letters with: asked of a page, and taken from a machine. Knows nothing of the wall. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

/** Latin only, where the machine has it: a Chromium with no font at all does not start everywhere. */
const LATIN = '/usr/share/fonts/truetype/dejavu'

/** Environment for a Chromium on a machine without any Chinese font; the configuration is written to the folder. */
export function withoutHanFonts(folder: string): Record<string, string> {
  const fonts = join(folder, 'fonts')
  mkdirSync(fonts, { recursive: true })
  const dirs = [fonts, ...(existsSync(LATIN) ? [LATIN] : [])].map((it) => `<dir>${it}</dir>`).join('')
  const file = join(folder, 'fonts.conf')
  const cache = `<cachedir>${join(folder, 'cache')}</cachedir>`
  writeFileSync(
    file,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${dirs}${cache}</fontconfig>`,
  )
  return { FONTCONFIG_FILE: file }
}

/** Every Chinese character that the page shows as text. */
export const hanOnPage = (page: Page): Promise<string[]> =>
  page.evaluate(() => [...new Set(document.body.innerText.match(/\p{Script=Han}/gu))])

/** Draws each character alone with a family; characters that look the same share an entry. */
export const looksOf = (page: Page, family: string, characters: readonly string[]): Promise<string[][]> =>
  page.evaluate(
    ([of, all]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 40, height: 40 })
      const pen = canvas.getContext('2d', { willReadFrequently: true })!
      pen.textBaseline = 'top'
      const looks = new Map<string, string[]>()
      for (const it of all) {
        pen.clearRect(0, 0, 40, 40)
        pen.font = `32px ${of}`
        pen.fillText(it, 2, 2)
        const look = pen.getImageData(0, 0, 40, 40).data.join()
        looks.set(look, [...(looks.get(look) ?? []), it])
      }
      return [...looks.values()]
    },
    [family, characters] as const,
  )

/** Text that is drawn on a canvas, such as a map's labels, with its font, and whether that was there by then. */
export interface Drawn {
  text: string
  font: string
  wasThere: boolean
}
/** From now on, on every page that is opened. */
export const watchCanvases = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const drawn: Drawn[] = []
    Object.assign(window, { drawnOnCanvas: drawn })
    for (const of of [CanvasRenderingContext2D.prototype, OffscreenCanvasRenderingContext2D.prototype]) {
      const own = of.fillText as (...args: unknown[]) => void
      of.fillText = function (this: CanvasRenderingContext2D, text: string, ...rest: unknown[]) {
        if (/\p{Script=Han}/u.test(text))
          drawn.push({ text, font: this.font, wasThere: document.fonts.check(this.font, text) })
        own.call(this, text, ...rest)
      } as typeof of.fillText
    }
  })
export const drawnOn = (page: Page): Promise<Drawn[]> =>
  page.evaluate(() => (window as unknown as { drawnOnCanvas: Drawn[] }).drawnOnCanvas)

/** The fonts that the browser itself says it used for the text of these elements. */
export async function fontsUsed(page: Page, selector: string): Promise<{ name: string; isOurs: boolean }[]> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('DOM.enable')
  await cdp.send('CSS.enable')
  const { root } = await cdp.send('DOM.getDocument')
  const { nodeIds } = await cdp.send('DOM.querySelectorAll', { nodeId: root.nodeId, selector })
  const used = new Map<string, boolean>()
  for (const nodeId of nodeIds) {
    const { fonts } = await cdp.send('CSS.getPlatformFontsForNode', { nodeId })
    for (const it of fonts) used.set(it.familyName, it.isCustomFont && (used.get(it.familyName) ?? true))
  }
  await cdp.detach()
  return [...used].map(([name, isOurs]) => ({ name, isOurs }))
}
