/** The text of a mapping, YAML or JSON, as values, and the line on which a setting stands. Knows no setting by name. */
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml'
import { Stop } from './stop.ts'

export interface MappingText {
  told: unknown
  /** The line of a setting, or of the nearest one around it that is written down. */
  lineOf: (at: readonly (string | number)[]) => number
}

/** `name` is how the file is called in messages. Throws a Stop where it is neither YAML nor JSON. */
export function readMappingText(text: string, name: string): MappingText {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  if (document.errors.length > 0) {
    throw new Stop([
      `The mapping ${name} is neither YAML nor JSON, so nothing was read.`,
      ...document.errors
        .slice(0, 5)
        .map((error) => `line ${lines.linePos(error.pos[0]).line}: ${error.message}`),
    ])
  }
  const lineOf = (at: readonly (string | number)[]): number => {
    for (let depth = at.length; depth > 0; depth--) {
      const parent = depth === 1 ? document.contents : document.getIn(at.slice(0, depth - 1), true)
      const pair = isMap(parent)
        ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(at[depth - 1]))
        : undefined
      const node = pair?.key ?? document.getIn(at.slice(0, depth), true)
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
  return { told: document.toJS(), lineOf }
}
