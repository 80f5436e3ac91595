/**
 * A list as a table and back: a column a field, `when.areas` for a field within a field, several keys of one cell parted by
 * semicolons, whatever has a shape of its own as JSON. How a cell is written and made harmless: shared/table-file/.
 */
import { parse } from 'csv-parse/sync'
import type { TSchema } from 'typebox'
import { fromNeutral } from '@shaotai/shared/contract/csv-text.ts'
import type { Entry } from '@shaotai/shared/directory/lists.ts'
import type { List } from '@shaotai/shared/directory/list.ts'
import type { Cell, Table } from '@shaotai/shared/table-file/table.ts'
import type { SchemaError } from '../../plugins/validation.ts'

interface Column {
  path: readonly string[]
  form: 'text' | 'number' | 'keys' | 'json'
  isRequired: boolean
}
type Shape = TSchema & {
  type?: string
  properties?: Record<string, TSchema>
  required?: string[]
  items?: { type?: string }
}
export interface Row {
  revision: number | null
  entry: Record<string, unknown>
}

const REVISION = 'revision'

export function columnsOf(list: List): Column[] {
  const columns = (schema: Shape, path: readonly string[], isRequired: boolean): Column[] =>
    Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
      const shape = field as Shape
      const own = isRequired && (schema.required ?? []).includes(name)
      const at = [...path, name]
      if (shape.properties) return columns(shape, at, own)
      return [{ path: at, form: formOf(shape), isRequired: own }]
    })
  return columns(list.schema as Shape, [], true)
}
const formOf = ({ type, items }: Shape): Column['form'] =>
  type === 'array' ? (items?.type === 'string' ? 'keys' : 'json') : type === 'string' ? 'text' : 'number'

export function toTable(list: List, rows: readonly { revision: number; entry: Entry }[]): Table {
  const columns = columnsOf(list)
  return {
    columns: [...columns.map((it) => it.path.join('.')), REVISION],
    rows: rows.map(({ revision, entry }) => [
      ...columns.map((it) => written(valueAt(entry, it.path), it.form)),
      revision,
    ]),
  }
}

function written(value: unknown, form: Column['form']): Cell {
  if (value === undefined) return null
  if (form === 'number') return typeof value === 'number' ? value : String(value)
  return form === 'keys'
    ? (value as string[]).join(';')
    : form === 'json'
      ? JSON.stringify(value)
      : String(value)
}

/** Entries as far as a table can say them; whether they are entries is judged like any others. */
export function fromCsv(list: List, text: string): { rows: Row[] } | { errors: SchemaError[] } {
  let lines: string[][]
  try {
    lines = parse(text, { bom: true, skip_empty_lines: true, max_record_size: 100_000 })
  } catch (fault) {
    return { errors: [{ path: '/', message: (fault as Error).message.slice(0, 200) }] }
  }
  const [head = [], ...body] = lines
  const columns = new Map(columnsOf(list).map((it) => [it.path.join('.'), it]))
  const errors = head.flatMap((name, i) =>
    !columns.has(name) && name !== REVISION
      ? [{ path: `/${i + 1}`, message: `is no column of ${list.id}: ${name.slice(0, 80)}` }]
      : head.indexOf(name) !== i
        ? [{ path: `/${i + 1}`, message: `stands twice: ${name}` }]
        : [],
  )
  if (!head.includes(list.key)) errors.push({ path: '/', message: `lacks the column ${list.key}` })
  if (errors.length > 0) return { errors }
  return { rows: body.map((cells) => toRow(head, cells, columns)) }
}

function toRow(head: readonly string[], cells: readonly string[], columns: ReadonlyMap<string, Column>): Row {
  const entry: Record<string, unknown> = {}
  for (const column of columns.values()) if (column.isRequired) makeRoom(entry, column)
  let revision: number | null = null
  head.forEach((name, i) => {
    const cell = cells[i]!
    if (cell === '') return
    if (name === REVISION) revision = /^\d{1,9}$/.test(cell) ? Number(cell) : -1
    else put(entry, columns.get(name)!, read(cell, columns.get(name)!.form))
  })
  return { revision, entry }
}

/** What is required and may be empty is there: an object without fields, a list without keys. */
function makeRoom(entry: Record<string, unknown>, { path, form }: Column): void {
  const inner = holder(entry, path)
  if (form === 'keys') inner[path.at(-1)!] = []
}
const put = (entry: Record<string, unknown>, { path }: Column, value: unknown): void =>
  void (holder(entry, path)[path.at(-1)!] = value)

/** The object that has the last name of a path; made on the way. */
function holder(entry: Record<string, unknown>, path: readonly string[]): Record<string, unknown> {
  let at = entry
  for (const name of path.slice(0, -1)) at = (at[name] ??= {}) as Record<string, unknown>
  return at
}

/** What cannot be read stays text, so that the schema names it. */
function read(cell: string, form: Column['form']): unknown {
  const plain = fromNeutral(cell)
  if (form === 'number') return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : plain
  if (form === 'keys')
    return plain
      .split(';')
      .map((it) => it.trim())
      .filter((it) => it !== '')
  if (form === 'text') return plain
  try {
    return JSON.parse(plain) as unknown
  } catch {
    return plain
  }
}

const valueAt = (entry: Entry, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], entry)
