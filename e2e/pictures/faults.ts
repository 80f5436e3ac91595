/** What is wrong with a page as it stands in a browser: what axe finds, and text that cannot be read to its end. Knows no view. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const web = createRequire(join(import.meta.dirname, '../../web/package.json'))
const SOURCE = readFileSync(web.resolve('axe-core/axe.min.js'), 'utf8')
/** As much of it as is used here. */
interface Axe {
  run: (
    root: Document,
    options: { runOnly: string[] },
  ) => Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }>
}
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Rule and place of every violation of WCAG 2.2 A and AA. */
export async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(SOURCE) // by the debugger: the page's own policy lets no foreign script in
  return page.evaluate(async (runOnly) => {
    const { violations } = await (window as unknown as { axe: Axe }).axe.run(document, { runOnly })
    return violations.flatMap((it) => it.nodes.map((node) => `${it.id}: ${node.target.join(' ')}`))
  }, RULES)
}

/**
 * Text that is cut by a box that cannot be scrolled, or stands beside the page. What ends in … says so itself, and what
 * only a screen reader hears is not looked at.
 */
export const cutOn = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const SLACK = 1.5 // of a pixel: where glyphs reach over their line
    const cut = new Set<string>()
    const say = (it: Element, text: string) =>
      void cut.add(`${it.tagName.toLowerCase()}.${it.className} “${text.trim().slice(0, 40)}”`)
    const { clientWidth, scrollWidth } = document.documentElement
    if (scrollWidth > clientWidth + 1) cut.add(`the page is ${scrollWidth} wide in ${clientWidth}`)
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const range = document.createRange()
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const own = text.parentElement!
      if (
        !text.nodeValue?.trim() ||
        !own.checkVisibility({ visibilityProperty: true, opacityProperty: true })
      )
        continue
      if (own.closest('svg, canvas, option, .heard, .part-aloud, .unseen')) continue
      range.selectNodeContents(text)
      const box = range.getBoundingClientRect()
      if (box.width === 0) continue
      let [isFreeAcross, isFreeDown] = [false, false]
      for (let it: Element | null = own; it && it !== document.body; it = it.parentElement) {
        const { overflowX, overflowY, textOverflow, position, webkitLineClamp } = getComputedStyle(it)
        if (textOverflow === 'ellipsis') isFreeAcross = true
        if (webkitLineClamp !== 'none') isFreeDown = true
        isFreeAcross ||= /auto|scroll/.test(overflowX)
        isFreeDown ||= /auto|scroll/.test(overflowY)
        const its = it.getBoundingClientRect()
        const isCutAcross = !isFreeAcross && overflowX !== 'visible'
        const isCutDown = !isFreeDown && overflowY !== 'visible'
        if (isCutAcross && (box.left < its.left - SLACK || box.right > its.right + SLACK))
          say(own, text.nodeValue)
        if (isCutDown && (box.top < its.top - SLACK || box.bottom > its.bottom + SLACK))
          say(own, text.nodeValue)
        if (position === 'fixed') break
      }
    }
    return [...cut]
  })
