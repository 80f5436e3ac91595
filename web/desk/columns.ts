/** How wide somebody made the desk's three columns, in percent, kept in this browser until they sign out. */
import { KEPT } from '../stores/kept.ts'

const NAME = `${KEPT}desk-columns`
/** Queue, case, side. */
export const LEAST = [20, 30, 18] as const
export const FIRST: readonly number[] = [29, 44, 27]

/** What was kept, where it is three columns that fit beside each other; else as they first stand. */
export function columnSizes(text = localStorage.getItem(NAME)): readonly number[] {
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
export const keepColumns = (sizes: readonly number[]): void =>
  localStorage.setItem(NAME, JSON.stringify(sizes.map((size) => Math.round(size * 10) / 10)))
