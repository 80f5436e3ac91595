/**
 * Finds words that stand in a source file instead of in the catalogue: what its template shows, and Chinese in
 * its strings. Reads syntax, so it cannot know of an English sentence in a script that reaches the screen by way
 * of a variable; types and reviews must. Used by tests alone.
 */
import { babelParse, parse } from 'vue/compiler-sfc'

/** Attributes whose value a person sees or hears. */
const SHOWN = new Set([
  'title',
  'alt',
  'label',
  'placeholder',
  'aria-label',
  'aria-description',
  'aria-roledescription',
])
const LETTER = /\p{L}/u
const HAN = /\p{Script=Han}/u

interface Node {
  type: string | number
  [key: string]: unknown
}
const isNode = (it: unknown): it is Node => typeof it === 'object' && it !== null && 'type' in it
const partsOf = (node: Node): Node[] => Object.values(node).flat().filter(isNode)

/** Words in a template, and in what a style sheet adds to it. `source`: a whole .vue file. */
export function rawWordsOfTemplate(source: string): string[] {
  const { descriptor, errors } = parse(source)
  if (errors.length > 0) throw new Error(`It cannot be parsed: ${errors[0]!.message}`)
  const found = descriptor.template?.ast ? wordsUnder(descriptor.template.ast as unknown as Node) : []
  for (const { content } of descriptor.styles)
    for (const [, text] of content.matchAll(/\bcontent:\s*(['"].*?['"])/g))
      if (LETTER.test(text!)) found.push(text!)
  return found
}

/** Node types of the template's syntax (vue's NodeTypes; numbers there, too). */
const [ELEMENT, TEXT, INTERPOLATION, ATTRIBUTE, DIRECTIVE] = [1, 2, 5, 6, 7]

function wordsUnder(node: Node): string[] {
  if (node.type === TEXT)
    return LETTER.test(node['content'] as string) ? [(node['content'] as string).trim()] : []
  if (node.type === INTERPOLATION) return literalsShown((node['content'] as Node)['content'] as string)
  const own = node.type === ELEMENT ? (node['props'] as Node[]).flatMap(wordsOfProperty) : []
  return [...own, ...((node['children'] as Node[] | undefined) ?? []).filter(isNode).flatMap(wordsUnder)]
}

function wordsOfProperty(it: Node): string[] {
  if (it.type === ATTRIBUTE) {
    const text = (it['value'] as { content: string } | undefined)?.content ?? ''
    return SHOWN.has(it['name'] as string) && LETTER.test(text) ? [`${String(it['name'])}="${text}"`] : []
  }
  if (it.type !== DIRECTIVE) return []
  const expression = (it['exp'] as { content: string } | undefined)?.content
  const argument = (it['arg'] as { content: string } | undefined)?.content
  const isShown = it['name'] === 'text' || (it['name'] === 'bind' && SHOWN.has(argument ?? ''))
  return isShown && expression ? literalsShown(expression) : []
}

/** String literals that an expression may come to; not keys, comparisons or arguments. */
function literalsShown(expression: string): string[] {
  const program = babelParse(`(${expression})`, { sourceType: 'module', plugins: ['typescript'] }).program
  const [statement] = program.body
  return statement?.type === 'ExpressionStatement' ? results(statement.expression as unknown as Node) : []
}
function results(it: Node): string[] {
  switch (it.type) {
    case 'StringLiteral':
      return LETTER.test(it['value'] as string) ? [it['value'] as string] : []
    case 'TemplateElement': {
      const { raw } = it['value'] as { raw: string }
      return LETTER.test(raw) ? [raw] : []
    }
    case 'ConditionalExpression':
      return [it['consequent'], it['alternate']].filter(isNode).flatMap(results)
    case 'LogicalExpression':
    case 'BinaryExpression':
      return /^(\+|\|\||&&|\?\?)$/.test(it['operator'] as string)
        ? [it['left'], it['right']].filter(isNode).flatMap(results)
        : []
    case 'TemplateLiteral':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSNonNullExpression':
      return partsOf(it).flatMap(results)
    default:
      return []
  }
}

/** Chinese in the strings of a script; comments may say what they like. `source`: TypeScript, or a whole .vue file. */
export function hanInScript(source: string, isComponent: boolean): string[] {
  if (!isComponent) return HAN.test(source) ? hanUnder(program(source)) : []
  const { descriptor } = parse(source)
  return [descriptor.script, descriptor.scriptSetup].flatMap((it) =>
    it ? hanInScript(it.content, false) : [],
  )
}
const program = (source: string): Node =>
  babelParse(source, { sourceType: 'module', plugins: ['typescript'] }).program as unknown as Node

function hanUnder(node: Node): string[] {
  const text =
    node.type === 'StringLiteral'
      ? (node['value'] as string)
      : node.type === 'TemplateElement'
        ? (node['value'] as { raw: string }).raw
        : ''
  return [...(HAN.test(text) ? [text] : []), ...partsOf(node).flatMap(hanUnder)]
}
