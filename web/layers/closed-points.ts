/**
 * Closed cases with a place, held in columns of plain numbers: a wall keeps tens of thousands of them for
 * months, and as objects they would be most of its memory. Knows nothing of where they come from. The one
 * thing on the wall that is changed in place, so its holder counts versions.
 */
import { KINDS, type Kind } from '@shaotai/shared/domain/vocabulary.ts'

/** A ULID's characters, one byte each. */
const ID_BYTES = 26
const FIRST_CAPACITY = 1_024
const MINUTE_MS = 60_000
const FREE = -1
const GONE = -2

export class ClosedPoints {
  size = 0
  private capacity = FIRST_CAPACITY
  private ids = new Uint8Array(FIRST_CAPACITY * ID_BYTES)
  private kinds = new Uint8Array(FIRST_CAPACITY)
  private places = new Float64Array(FIRST_CAPACITY * 2)
  /** Whole minutes since 1970: half the bytes, and heat asks for no more. */
  private minutes = new Int32Array(FIRST_CAPACITY)
  /** Open addressing: slot → row, half full at most. */
  private slots = new Int32Array(FIRST_CAPACITY * 2).fill(FREE)
  private used = 0

  /** Adds a case, or moves it; the same id is held once. */
  set(id: string, kind: Kind, lng: number, lat: number, closedAt: number): void {
    let row = this.rowOf(id)
    if (row < 0) {
      // Slots of what is gone count too: only free ones end a search.
      if (this.used >= this.capacity) this.grow()
      row = this.size
      this.size += 1
      this.used += 1
      for (let i = 0; i < ID_BYTES; i += 1) this.ids[row * ID_BYTES + i] = id.charCodeAt(i)
      this.slots[this.freeSlot(row)] = row
    }
    this.kinds[row] = KINDS.indexOf(kind)
    this.places[row * 2] = lng
    this.places[row * 2 + 1] = lat
    this.minutes[row] = Math.floor(closedAt / MINUTE_MS)
  }

  has(id: string): boolean {
    return this.rowOf(id) >= 0
  }

  /** The last row takes the place of the one that leaves. */
  delete(id: string): boolean {
    const slot = this.slotOf(id)
    if (slot < 0) return false
    const row = this.slots[slot]!
    this.slots[slot] = GONE
    const last = this.size - 1
    if (row !== last) {
      this.slots[this.slotOf(this.idOf(last))] = row
      this.ids.copyWithin(row * ID_BYTES, last * ID_BYTES, (last + 1) * ID_BYTES)
      this.kinds[row] = this.kinds[last]!
      this.minutes[row] = this.minutes[last]!
      this.places.copyWithin(row * 2, last * 2, last * 2 + 2)
    }
    this.size = last
    return true
  }

  /** `closedAt` is epoch ms, down to the minute. */
  forEach(visit: (kind: Kind, lng: number, lat: number, closedAt: number) => void): void {
    for (let row = 0; row < this.size; row += 1) {
      const place = row * 2
      visit(
        KINDS[this.kinds[row]!]!,
        this.places[place]!,
        this.places[place + 1]!,
        this.minutes[row]! * MINUTE_MS,
      )
    }
  }

  private idOf(row: number): string {
    return String.fromCharCode(...this.ids.subarray(row * ID_BYTES, (row + 1) * ID_BYTES))
  }
  private rowOf(id: string): number {
    const slot = this.slotOf(id)
    return slot < 0 ? -1 : this.slots[slot]!
  }
  private slotOf(id: string): number {
    const mask = this.slots.length - 1
    for (
      let slot = hashOf((i) => id.charCodeAt(i)) & mask;
      this.slots[slot] !== FREE;
      slot = (slot + 1) & mask
    ) {
      const row = this.slots[slot]!
      if (row !== GONE && this.isAt(row, id)) return slot
    }
    return -1
  }
  private isAt(row: number, id: string): boolean {
    // From the end: ids of one hour begin alike.
    for (let i = ID_BYTES - 1; i >= 0; i -= 1)
      if (this.ids[row * ID_BYTES + i] !== id.charCodeAt(i)) return false
    return true
  }
  private freeSlot(row: number): number {
    const mask = this.slots.length - 1
    let slot = hashOf((i) => this.ids[row * ID_BYTES + i]!) & mask
    while (this.slots[slot] !== FREE) slot = (slot + 1) & mask
    return slot
  }
  private grow(): void {
    while (this.capacity <= this.size) this.capacity *= 2
    const { ids, kinds, places, minutes } = this
    this.ids = new Uint8Array(this.capacity * ID_BYTES)
    this.ids.set(ids)
    this.kinds = new Uint8Array(this.capacity)
    this.kinds.set(kinds)
    this.places = new Float64Array(this.capacity * 2)
    this.places.set(places)
    this.minutes = new Int32Array(this.capacity)
    this.minutes.set(minutes)
    this.slots = new Int32Array(this.capacity * 2).fill(FREE)
    this.used = this.size
    for (let row = 0; row < this.size; row += 1) this.slots[this.freeSlot(row)] = row
  }
}

/** FNV-1a over an id's characters. */
function hashOf(characterAt: (i: number) => number): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < ID_BYTES; i += 1) hash = Math.imul(hash ^ characterAt(i), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}
