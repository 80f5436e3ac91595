/**
 * How a Chinese name sounds: its syllables, one reading each as the words around it have it. The dictionary is large and comes
 * when somebody begins to search; until then, and where it cannot be had, names are found as they are written.
 */
export type Syllables = (name: string) => readonly string[]

let loading: Promise<Syllables> | null = null

export function loadSounds(): Promise<Syllables> {
  loading ??= import('pinyin-pro').then(({ pinyin }) => {
    const known = new Map<string, readonly string[]>()
    return (name) => {
      let it = known.get(name)
      if (!it)
        known.set(
          name,
          // ü is written v, as every input method has it.
          (it = pinyin(name, { toneType: 'none', type: 'array', v: true, nonZh: 'consecutive' }).map(
            (syllable) => syllable.toLowerCase(),
          )),
        )
      return it
    }
  })
  // Tried again with the next search.
  loading.catch(() => (loading = null))
  return loading
}

/** `initials` or whole syllables of it, from any syllable on; the last one may be half written. */
export function soundsLike(syllables: readonly string[], typed: string): boolean {
  const initials = syllables.map((it) => it[0] ?? '').join('')
  if (initials.includes(typed)) return true
  return syllables.some((_, i) => syllables.slice(i).join('').startsWith(typed))
}

/** 简称: two characters or more of the name in its order, as 城管局 stands for 城市管理局. */
function isShortFor(name: string, typed: string): boolean {
  if (!ALL_HAN.test(typed)) return false
  let from = 0
  for (const character of typed) {
    from = name.indexOf(character, from) + 1
    if (from === 0) return false
  }
  return true
}

const LATIN = /^[a-z]+$/
const HAN = /\p{Script=Han}/u
const ALL_HAN = /^\p{Script=Han}{2,}$/u
/** `typed` in lower case. `syllables` null: only as it is written. */
export const isLike = (name: string, typed: string, syllables: Syllables | null): boolean =>
  name.toLowerCase().includes(typed) ||
  isShortFor(name, typed) ||
  (syllables !== null && LATIN.test(typed) && HAN.test(name) && soundsLike(syllables(name), typed))
