/**
 * The page's font for what a map writes on its canvas. It comes in slices of characters that a browser fetches
 * when text needs them; a canvas does not wait, and a map keeps a wrong glyph for ever. So every text is asked for
 * here first.
 */
const FONT = '24px "Noto Sans SC Variable"'
/** Beyond ASCII: what lies in other slices than the first. */
const OUTSIDE_ASCII = /[^\p{ASCII}\p{Cc}\uFFFD]/gu

const asked = new Set<string>()
/** Of everything asked for so far: a character asked for twice may still be on its way. */
let loading: Promise<unknown> = Promise.resolve()

/** Resolves when every character of the text can be drawn, or cannot be had at all. */
export async function fontFor(text: string): Promise<void> {
  const fresh = new Set<string>()
  if (asked.size === 0) fresh.add('A')
  for (const [it] of text.matchAll(OUTSIDE_ASCII)) if (!asked.has(it)) fresh.add(it)
  for (const it of fresh) asked.add(it)
  if (fresh.size > 0) {
    const these = document.fonts.load(FONT, [...fresh].join('')).catch(() => [])
    loading = Promise.all([loading, these])
  }
  await loading
}

/** Text inside a binary tile: names are UTF-8 there, and what is not text decodes to characters nobody asks for. */
export const fontForBytes = (bytes: ArrayBuffer | Uint8Array): Promise<void> =>
  fontFor([...new TextDecoder().decode(bytes).matchAll(/[\u2E80-\u9FFF\uF900-\uFAFF]+/gu)].join(''))
