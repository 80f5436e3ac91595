/**
 * The running check that two pictures are equal (protocol B4): an order-free sum, modulo 2^128, of the
 * SHA-256 of every case an audience holds. A tripwire for our own faults, not a defence against forgery.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { CASE_VIEW_FIELDS, type CaseView } from './case-file.ts'
import type { Picture } from './picture.ts'

/** Cases are never changed in place, so a case's own hash is computed once. */
const known = new WeakMap<CaseView, Uint32Array>()

function hashOfCase(it: CaseView): Uint32Array {
  let words = known.get(it)
  if (!words) {
    const bytes = sha256(utf8ToBytes(JSON.stringify(CASE_VIEW_FIELDS.map((field) => it[field]))))
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    words = Uint32Array.of(view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12))
    known.set(it, words)
  }
  return words
}

/**
 * Looks at cases ahead of the first check, which would otherwise look at all of them at once: a tenth of a second and more
 * for ten thousand. Yields after each `atOnce`.
 */
export function* hashingAhead({ cases }: Picture, atOnce: number): Generator<void> {
  let n = 0
  for (const it of cases.values()) {
    hashOfCase(it)
    n += 1
    if (n % atOnce === 0) yield
  }
}

/** The same for those that have just changed: what a check has not seen yet is what it would have to look at. */
export function hashChanged({ cases }: Picture, ids: Iterable<string>): void {
  for (const id of ids) {
    const it = cases.get(id)
    if (it) hashOfCase(it)
  }
}

/** 32 hex digits. Equal pictures have equal hashes whatever the order their cases came in. */
export function hashOf(picture: Picture): string {
  // Doubles hold 2^21 sums of 32-bit words exactly: far beyond any picture.
  const sums = [0, 0, 0, 0]
  for (const it of picture.cases.values()) {
    const words = hashOfCase(it)
    for (let i = 0; i < 4; i += 1) sums[i]! += words[i]!
  }
  let carry = 0
  let hex = ''
  for (let i = 3; i >= 0; i -= 1) {
    const total = sums[i]! + carry
    hex = (total % 2 ** 32).toString(16).padStart(8, '0') + hex
    carry = Math.floor(total / 2 ** 32)
  }
  return hex
}
