/**
 * What a screen keeps of its figures in this browser, so that a weak link shows the last ones at once: a few entries a
 * person, the eldest go first. Figures only, no case; still a district's: signing out takes them away.
 */
import { KEPT } from './kept.ts'

const PREFIX = `${KEPT}figures.`
const MOST = 12

interface Entry<T> {
  at: number
  value: T
}

const ours = (): string[] => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))

/** `at` is epoch ms, only to know which is the eldest. A full storage keeps nothing, and that is no error. */
export function keep<T>(name: string, value: T, at: number): void {
  const entry: Entry<T> = { at, value }
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(entry))
    const aged = ours().map((key) => [key, readKey<unknown>(key)?.at ?? 0] as const)
    for (const [key] of aged.toSorted((a, b) => b[1] - a[1]).slice(MOST)) localStorage.removeItem(key)
  } catch {
    // No room, or a browser that keeps nothing.
  }
}

/** Null: nothing is kept under this name, or it cannot be read. Its shape is the writer's word: one version of the page wrote it. */
export const kept = <T>(name: string): T | null => readKey<T>(PREFIX + name)?.value ?? null

function readKey<T>(key: string): Entry<T> | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as Entry<T> | null
  } catch {
    return null
  }
}
