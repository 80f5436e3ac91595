/** What a select or a combobox offers, and how somebody's typing finds it. Pure. */
export interface Choice {
  value: string
  name: string
  /** Said smaller beside the name, and searched too: a code, as a rule. */
  note?: string
  /** Searched and not said: its name in the other language, in Latin letters. */
  also?: string
  disabled?: boolean
}

/** Full-width letters and capitals are what they mean: people type with an input method on. */
const plain = (text: string): string => text.normalize('NFKC').toLowerCase()

/** Those in which every typed word occurs, in its name, note or other name, in their order. */
export function choicesLike(choices: readonly Choice[], typed: string): Choice[] {
  const words = plain(typed).split(/\s+/).filter(Boolean)
  return choices.filter(({ name, note = '', also = '' }) => {
    const text = plain(`${name} ${note} ${also}`)
    return words.every((it) => text.includes(it))
  })
}
