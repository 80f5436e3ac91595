/**
 * Personal data that exists nowhere else, eight kinds of it, each with a number of its own: wherever one turns up,
 * personal data got there, and the number says with which report. Pure.
 */
import { peel } from './peel.ts'

export interface Canaries {
  name: string
  phone: string
  idNumber: string
  address: string
  plate: string
  text: string
  title: string
  camera: string
  fileName: string
}

const digits = (n: number, count: number): string => String(n).padStart(count, '0')

export const canariesOf = (n: number): Canaries => ({
  name: `燕隼甲${n}`,
  phone: `1997${digits(n, 7)}`,
  idNumber: `3408991973131${digits(n, 5)}`,
  address: `燕隼路${n}号`,
  plate: `皖QY${digits(n, 5)}`,
  text: `燕隼叙述${n}`,
  title: `燕隼标题${n}`,
  camera: `Yansun Camera ${n}`,
  fileName: `燕隼照片${n}.jpg`,
})

/** A telephone number stands by itself: eleven digits within longer ones are chance. */
const SOUGHT = /燕隼[^\s"<&]{0,6}|yansun[ \w]{0,12}|皖QY\d{5}|3408991973131\d{5}|(?<![\d.])19970\d{6}(?!\d)/gi

/** Every canary in these bytes, whichever coat they wear; each once. */
export function canariesIn(bytes: Buffer): string[] {
  const found = new Set<string>()
  for (const text of peel(bytes)) for (const [hit] of text.matchAll(SOUGHT)) found.add(hit)
  return [...found]
}
