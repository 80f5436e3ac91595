/** Templates of sentences: `{name}` becomes its value, a part in brackets goes away when a value in it is not known. */

export type Values = Readonly<Record<string, string | null | undefined>>

const PLACE = /\{(\w+)\}/g

/** Throws where a value that the sentence cannot do without is missing: that is a fault of the template. */
export function fill(template: string, values: Values): string {
  const known = (name: string): string | null => values[name] || null
  const whole = template.replace(/\[([^[\]]*)\]/g, (_, part: string) =>
    [...part.matchAll(PLACE)].every(([, name]) => known(name!) !== null) ? part : '',
  )
  return whole.replace(PLACE, (_, name: string) => {
    const value = known(name)
    if (value === null) throw new Error(`"${template}" needs ${name}`)
    return value
  })
}

/** What a template cannot do without. */
export const needsOf = (template: string): string[] =>
  [...template.replace(/\[[^[\]]*\]/g, '').matchAll(PLACE)].map(([, name]) => name!)
