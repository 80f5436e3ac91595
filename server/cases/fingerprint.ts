/** The fingerprint of a body: equal for equal contents, whatever the order of its keys or its white space. */
import { hash } from 'node:crypto'

export const fingerprint = (body: unknown): string => hash('sha256', canonical(body), 'hex')

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).filter(([, it]) => it !== undefined)
    return `{${entries
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, it]) => `${JSON.stringify(key)}:${canonical(it)}`)
      .join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}
