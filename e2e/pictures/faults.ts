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
    const SLACK = 1.5 // pixels
    const LEADING = 0.24 // of a line's box above and below its letters, as our font has it
    const cut = new Set<string>()
    const say = (it: Element, text: string) =>
      void cut.add(`${it.tagName.toLowerCase()}.${it.className} “${text.trim().slice(0, 40)}”`)
    const { clientWidth, scrollWidth } = document.documentElement
    if (scrollWidth > clientWidth + 1) cut.add(`the page is ${scrollWidth} wide in ${clientWidth}`)
    // A row on its way to its place is nowhere yet.
    const moving = document.getAnimations().flatMap((it) => {
      const { target } = it.effect as KeyframeEffect
      const moves = (it.effect as KeyframeEffect)
        .getKeyframes()
        .some((key) => 'translate' in key || 'transform' in key)
      return it.playState === 'running' && moves && target ? [target] : []
    })
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const range = document.createRange()
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const own = text.parentElement!
      if (
        !text.nodeValue?.trim() ||
        !own.checkVisibility({ visibilityProperty: true, opacityProperty: true })
      )
        continue
      if (own.closest('svg, canvas, option') || moving.some((it) => it.contains(own))) continue
      range.selectNodeContents(text)
      const lines = [...range.getClientRects()].filter(({ width }) => width > 0)
      if (lines.length === 0) continue
      const [left, right] = [
        Math.min(...lines.map((it) => it.left)),
        Math.max(...lines.map((it) => it.right)),
      ]
      const top = Math.min(...lines.map((it) => it.top + LEADING * it.height))
      const bottom = Math.max(...lines.map((it) => it.bottom - LEADING * it.height))
      let [isFreeAcross, isFreeDown] = [false, false]
      for (let it: Element | null = own; it && it !== document.body; it = it.parentElement) {
        const { overflowX, overflowY, textOverflow, position, webkitLineClamp } = getComputedStyle(it)
        if (textOverflow === 'ellipsis') isFreeAcross = true
        if (webkitLineClamp !== 'none') isFreeDown = true
        isFreeAcross ||= /auto|scroll/.test(overflowX)
        isFreeDown ||= /auto|scroll/.test(overflowY)
        const its = it.getBoundingClientRect()
        if (its.width <= 1.5 && its.height <= 1.5) break // told to who cannot see it
        // What is below the last row that a list has room for is not there; what is there is whole.
        if (!isFreeDown && overflowY !== 'visible' && (top >= its.bottom || bottom <= its.top)) break
        const isCutAcross = !isFreeAcross && overflowX !== 'visible'
        const isCutDown = !isFreeDown && overflowY !== 'visible'
        if (
          (isCutAcross && (left < its.left - SLACK || right > its.right + SLACK)) ||
          (isCutDown && (top < its.top - SLACK || bottom > its.bottom + SLACK))
        )
          say(own, text.nodeValue)
        if (position === 'fixed') break
      }
    }
    return [...cut]
  })
