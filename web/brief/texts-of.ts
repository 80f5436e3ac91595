/** All that a catalogue says as it stands, one after the other: sentences that are made of parts are not in it. Pure. */
export function textsOf(words: unknown): string {
  if (typeof words === 'string') return words
  return typeof words === 'object' && words !== null ? Object.values(words).map(textsOf).join('') : ''
}
