/**
 * Codes and running numbers: rows from north to south, in each row from west to east, as a page is read (GB/T 30428.1
 * numbers unit grids so). Knows places and numbers only.
 */
import type { Point } from './plane.ts'

/** The items in reading order, in about as many rows as there are items in a row. */
export function inReadingOrder<T>(items: readonly T[], place: (item: T) => Point): T[] {
  const ys = items.map((it) => place(it)[1])
  const [top, bottom] = [Math.max(...ys), Math.min(...ys)]
  const rows = Math.max(1, Math.round(Math.sqrt(items.length)))
  const height = (top - bottom) / rows || 1
  const rowOf = (item: T): number => Math.min(rows - 1, Math.floor((top - place(item)[1]) / height))
  return items.toSorted((a, b) => rowOf(a) - rowOf(b) || place(a)[0] - place(b)[0])
}

/** `number` with leading zeros. */
export const padded = (number: number, digits: number): string => String(number).padStart(digits, '0')

/** Villages are numbered from 201, as in the national codes: one sees from a code what it is. */
export const FIRST_VILLAGE = 201
