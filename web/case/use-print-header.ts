/** The running head of a printed page: what it is and the sheet's number on every sheet, and when it was printed. */
import { onBeforeUnmount, onMounted, shallowRef, watchEffect } from 'vue'
import { useClock } from '../clock/use-clock.ts'
import { formatInstant } from '../i18n/format.ts'
import type { Language } from '../i18n/words.ts'

export function usePrintHeader(
  what: () => string,
  say: (at: string) => string,
  language: () => Language,
): { printedAt: Readonly<typeof printedAt>; print: () => void } {
  const clock = useClock()
  const printedAt = shallowRef('')
  // A page's margin boxes take text from a style sheet alone.
  const sheet = new CSSStyleSheet()
  const font = 'font: 9pt var(--font, sans-serif); color: #333'
  const boxes = (): string =>
    `@page { size: A4; margin: 16mm 14mm 14mm; @top-left { content: ${JSON.stringify(what())}; ${font} } @top-right { content: counter(page) " / " counter(pages); ${font} } @bottom-right { content: ${JSON.stringify(printedAt.value)}; ${font} } }`
  const tell = (): void => {
    printedAt.value = say(formatInstant(clock.wall.value, language()))
    sheet.replaceSync(boxes())
  }
  watchEffect(tell)
  onMounted(() => {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
    addEventListener('beforeprint', tell)
  })
  onBeforeUnmount(() => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((it) => it !== sheet)
    removeEventListener('beforeprint', tell)
  })
  return { printedAt, print: () => window.print() }
}
