/** What the value of a facet is called. Pure. */
import type { Reader } from '../../case/reader.ts'
import type { Facet } from './facets.ts'

export function chipWord(
  facet: Facet,
  value: string,
  { words, category, department }: Pick<Reader, 'words' | 'category' | 'department'>,
  areaOf: (code: string) => string,
): string {
  const { codes } = words
  const of = (all: object): string => (all as Record<string, string>)[value] ?? value
  switch (facet) {
    case 'kind':
      return of(words.kinds)
    case 'grade':
      return of({ ...codes.priorities, ...codes.severities })
    case 'level':
      return of({ ...words.levels, times: '' })
    case 'street':
      return areaOf(value)
    case 'category':
      return category(value)
    case 'department':
      return department(value)
    case 'source':
      return of(codes.sources)
  }
}
