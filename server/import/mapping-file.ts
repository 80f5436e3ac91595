/**
 * Reads a mapping from YAML or JSON and tells every mistake with its place in the text and what to do. Knows how
 * a mapping is written; whether the file of cases has the columns it names is row-mapping.ts.
 */
import { KINDS, PRIORITIES, SENSITIVITIES, SEVERITIES, SOURCES } from '@shaotai/shared/domain/vocabulary.ts'
import { Value } from 'typebox/value'
import { piecesOf } from './field-rules.ts'
import {
  MappingSchema,
  type Choice,
  type Condition,
  type Mapping,
  type StampRule,
  type TextRule,
} from './mapping-schema.ts'
import { readMappingText } from './mapping-text.ts'
import { faultOfFormat, faultOfZone } from './stamp-format.ts'
import { Stop } from './stop.ts'

type Path = (string | number)[]
interface Fault {
  at: Path
  says: string
}

const CHOICES = {
  source: SOURCES,
  kind: KINDS,
  priority: PRIORITIES,
  severity: SEVERITIES,
  sensitivity: SENSITIVITIES,
}
const TEXTS = ['category', 'department', 'title', 'narrative', 'address'] as const

/** `name` is how the file is called in messages. Throws one Stop that lists every mistake. */
export function toMapping(text: string, name: string): Mapping {
  const { told: written, lineOf } = readMappingText(text, name)
  const told = spellOut(written)
  const faults = faultsOfShape(told)
  if (faults.length === 0) faults.push(...faultsOfMeaning(told as Mapping))
  if (faults.length === 0) return told as Mapping
  throw new Stop([
    `The mapping ${name} has ${faults.length} mistake(s), so nothing was read. docs/import.md says what a mapping may hold.`,
    ...faults.map(({ at, says }) => `line ${lineOf(at)}, ${at.join('.') || 'the whole'}: ${says}`),
  ])
}

/** Short forms become long ones: `kind: ticket` → `kind: {constant: ticket}`, one format → a list of one. */
function spellOut(told: unknown): unknown {
  if (!isRecord(told)) return told
  const whole: Record<string, unknown> = { ...told }
  for (const key of Object.keys(CHOICES)) whole[key] = spelledChoice(whole[key])
  for (const key of TEXTS) whole[key] = spelledText(whole[key])
  whole['occurredAt'] = spelledStamp(whole['occurredAt'])
  if (isRecord(whole['closed'])) {
    const { at, when, note, ...rest } = whole['closed']
    whole['closed'] = present({
      ...rest,
      at: spelledStamp(at),
      when: spelledCondition(when),
      note: spelledText(note),
    })
  }
  const ignore = whole['ignore']
  if (ignore !== undefined)
    whole['ignore'] = (Array.isArray(ignore) ? ignore : [ignore]).map(spelledCondition)
  return present(whole)
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const present = (value: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(value).filter(([, it]) => it !== undefined))
/** YAML reads 1 and true as what they look like; in a file of cases they are texts. */
const worded = (value: unknown) =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
const listed = (value: unknown) =>
  value === undefined ? undefined : (Array.isArray(value) ? value : [value]).map(worded)
const wordedValues = (value: unknown) =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).map(([from, to]) => [from, worded(to)])) : value

const spelledChoice = (value: unknown): unknown => {
  if (isRecord(value)) return present({ ...value, values: wordedValues(value['values']) })
  return value === undefined ? undefined : { constant: worded(value) }
}
const spelledText = (value: unknown): unknown => {
  if (!isRecord(value)) return value
  const { column, ...rest } = value
  if (column !== undefined && rest['columns'] === undefined) rest['columns'] = [column]
  else if (column !== undefined) rest['column'] = column
  return present({ ...rest, values: wordedValues(rest['values']), default: worded(rest['default']) })
}
const spelledStamp = (value: unknown): unknown =>
  isRecord(value) ? present({ ...value, format: listed(value['format']) }) : value
const spelledCondition = (value: unknown): unknown =>
  isRecord(value) ? present({ ...value, is: listed(value['is']), isNot: listed(value['isNot']) }) : value

function faultsOfShape(told: unknown): Fault[] {
  if (!isRecord(told))
    return [{ at: [], says: 'a mapping is a list of names and values, such as `source: hotline`' }]
  const faults: Fault[] = []
  for (const error of Value.Errors(MappingSchema, told)) {
    const at = error.instancePath
      .split('/')
      .slice(1)
      .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'))
    const params = error.params as Record<string, unknown>
    if (error.keyword === 'boolean') continue // said again, better, as additionalProperties
    if (error.keyword === 'additionalProperties') {
      for (const key of params['additionalProperties'] as string[]) {
        faults.push({
          at: [...at, key],
          says: `there is no such setting here; known are ${knownAt(at).join(', ')}`,
        })
      }
    } else if (error.keyword === 'required') {
      for (const key of params['requiredProperties'] as string[])
        faults.push({ at: [...at, key], says: 'is missing; add it' })
    } else if (error.keyword === 'enum') {
      faults.push({ at, says: `must be one of ${(params['allowedValues'] as string[]).join(', ')}` })
    } else if (error.keyword === 'type' && TEXTS.includes(at.at(-1) as (typeof TEXTS)[number])) {
      faults.push({
        at,
        says: 'write {column: NAME} for a column of the file, or {constant: TEXT} for always the same',
      })
    } else {
      faults.push({ at, says: error.message })
    }
  }
  return faults
}

interface ObjectSchema {
  properties?: Record<string, ObjectSchema>
  items?: ObjectSchema
}

function knownAt(at: string[]): string[] {
  let schema = MappingSchema as ObjectSchema
  for (const step of at) schema = schema.properties?.[step] ?? schema.items ?? {}
  const known = Object.keys(schema.properties ?? {})
  return known.includes('columns') && known.includes('template') ? ['column', ...known] : known
}

function faultsOfMeaning(mapping: Mapping): Fault[] {
  const faults: Fault[] = []
  const say = (at: Path, says: string) => faults.push({ at, says })
  fileFaults(mapping, say)
  for (const [key, words] of Object.entries(CHOICES)) {
    const rule = mapping[key as keyof typeof CHOICES]
    if (rule) choiceFaults(rule, key, words, say)
  }
  for (const key of TEXTS) if (mapping[key]) textFaults(mapping[key], [key], say)
  stampFaults(mapping.occurredAt, ['occurredAt'], say)
  if (mapping.closed) {
    stampFaults(mapping.closed.at, ['closed', 'at'], say)
    if (mapping.closed.when) conditionFaults(mapping.closed.when, ['closed', 'when'], say)
    if (mapping.closed.note) textFaults(mapping.closed.note, ['closed', 'note'], say)
  }
  mapping.ignore?.forEach((it, index) => conditionFaults(it, ['ignore', index], say))
  return faults
}

type Say = (at: Path, says: string) => void

function fileFaults({ file = {} }: Mapping, say: Say): void {
  if (file.header === false && !file.columns)
    say(['file', 'columns'], 'a file without a header line needs the names of its columns, in order')
  if (file.header !== false && file.columns)
    say(['file', 'columns'], 'the header line names the columns; set `header: false` if the file has none')
  const twice = file.columns?.find((name, index) => file.columns!.indexOf(name) !== index)
  if (twice !== undefined)
    say(['file', 'columns'], `"${twice}" is named twice; every column needs its own name`)
  const delimiter = file.delimiter ?? ','
  if (delimiter === (file.quote ?? '"') || delimiter === '\n' || delimiter === '\r') {
    say(['file', 'delimiter'], 'the delimiter can be neither the quote nor a line end')
  }
}

function choiceFaults(rule: Choice, key: string, words: readonly string[], say: Say): void {
  const list = words.join(', ')
  if ((rule.constant === undefined) === (rule.column === undefined)) {
    say([key], `write either one of ${list}, or {column: NAME, values: {text in the file: one of these}}`)
  }
  if (rule.constant !== undefined && !words.includes(rule.constant)) {
    say(
      [key, 'constant'],
      `must be one of ${list}; for a column of the file write {column: NAME, values: {…}}`,
    )
  }
  if (rule.constant !== undefined && (rule.values || rule.default !== undefined)) {
    say([key], 'values and default belong to a column, not to a constant')
  }
  for (const [from, to] of Object.entries(rule.values ?? {})) {
    if (!words.includes(to)) say([key, 'values', from], `leads to "${to}"; it must be one of ${list}`)
  }
  if (rule.default !== undefined && !words.includes(rule.default))
    say([key, 'default'], `must be one of ${list}`)
}

function textFaults(rule: TextRule, at: Path, say: Say): void {
  const ways = [rule.constant, rule.columns, rule.template].filter((way) => way !== undefined)
  if (ways.length !== 1) say(at, 'needs exactly one of column, columns, template, constant')
  if (rule.join !== undefined && !rule.columns) say([...at, 'join'], 'joins columns; there are none here')
  if (rule.template !== undefined && !piecesOf(rule.template).some((piece) => 'column' in piece)) {
    say([...at, 'template'], 'names no column; write their names in braces, as in "{area} {street}"')
  }
}

function stampFaults(rule: StampRule, at: Path, say: Say): void {
  for (const format of rule.format) {
    const fault = faultOfFormat(format)
    if (fault) say([...at, 'format'], `"${format}" cannot be read: ${fault}`)
  }
  const fault = faultOfZone(rule.zone)
  if (fault) say([...at, 'zone'], `"${rule.zone}" is no time zone: ${fault}`)
  if (rule.zone === 'as given' && rule.ignoreOffset) {
    say(
      [...at, 'ignoreOffset'],
      'with `zone: as given` the offset is all there is; name the zone, or drop this',
    )
  }
}

function conditionFaults(condition: Condition, at: Path, say: Say): void {
  if (condition.is === undefined && condition.isNot === undefined && condition.empty === undefined) {
    say(at, 'needs one of is, isNot, empty')
  }
}
