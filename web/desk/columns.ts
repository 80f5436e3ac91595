/** How wide somebody made the desk's three columns, in percent, kept in this browser until they sign out. */
import { KEPT } from '../stores/kept.ts'

export const COLUMNS_KEPT = `${KEPT}desk-columns`
/** Queue, case, side. */
export const LEAST = [20, 30, 18] as const
export const FIRST: readonly number[] = [31, 43, 26]

/** What was kept, where it is three columns that fit beside each other; else as they first stand. */
export function columnSizes(text: string | null): readonly number[] {
  try {
    const sizes: unknown = JSON.parse(text ?? '')
    const fit =
      Array.isArray(sizes) &&
      sizes.length === LEAST.length &&
      sizes.every((size, i) => typeof size === 'number' && size >= LEAST[i]!) &&
      Math.abs(sizes.reduce((sum: number, size: number) => sum + size, 0) - 100) < 1
    return fit ? sizes : FIRST
  } catch {
    return FIRST
  }
}
/** Columns that nobody has moved are not kept: they may first stand otherwise some day. */
export function keepColumns(sizes: readonly number[]): void {
  const kept = sizes.map((size) => Math.round(size * 10) / 10)
  if (kept.every((size, i) => size === FIRST[i])) localStorage.removeItem(COLUMNS_KEPT)
  else localStorage.setItem(COLUMNS_KEPT, JSON.stringify(kept))
}
