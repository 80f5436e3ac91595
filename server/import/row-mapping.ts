/**
 * One row of a file of cases becomes a report and, where the row says so, its closing; or a refusal with its
 * reason. Pure, and never throws on a row. Knows no files, no server and no clock.
 */
import {
  ReportRequestSchema,
  type HistoryCommand,
  type HistoryReport,
} from '@shaotai/shared/contract/http.ts'
import { KINDS, PRIORITIES, SENSITIVITIES, SEVERITIES, SOURCES } from '@shaotai/shared/domain/vocabulary.ts'
import { Compile } from 'typebox/compile'
import {
  cutTo,
  piecesOf,
  toBare,
  toChoiceReader,
  toLine,
  toParagraphs,
  toTest,
  toTextReader,
  type Cells,
  type PlaceOf,
} from './field-rules.ts'
import type { Mapping, TextRule } from './mapping-schema.ts'
import { ROW_REFUSALS } from './row-refusals.ts'
import { toStampReader, type StampReading } from './stamp-format.ts'
import { Stop } from './stop.ts'

export interface Mapped {
  report: HistoryReport
  close: HistoryCommand | null
  /** Epoch ms. */
  reportedAt: number
  closedAt: number | null
}
export interface RowRefusal {
  /** Null where the row does not even say that. */
  externalId: string | null
  /** One of ROW_REFUSALS, or left_out. */
  code: string
  sentence: string
}
export type RowResult = { mapped: Mapped } | { refused: RowRefusal }
export type ToItems = (cells: Cells) => RowResult

const EARLIEST = Date.UTC(1900, 0, 1) // before that it is a placeholder such as 0001-01-01
const ShapeOfReport = Compile(ReportRequestSchema)

/** Every column that a mapping names, with the place where it does. */
export function columnsOf(mapping: Mapping): { at: string; column: string }[] {
  const named: { at: string; column: string | undefined }[] = []
  const text = (at: string, rule: TextRule | undefined) => {
    for (const column of rule?.columns ?? []) named.push({ at, column })
    for (const piece of piecesOf(rule?.template ?? ''))
      if ('column' in piece) named.push({ at: `${at}.template`, column: piece.column })
  }
  named.push(
    { at: 'externalId', column: mapping.externalId.column },
    { at: 'occurredAt', column: mapping.occurredAt.column },
  )
  for (const key of ['source', 'kind', 'priority', 'severity', 'sensitivity'] as const) {
    named.push({ at: key, column: mapping[key]?.column })
  }
  for (const key of ['category', 'department', 'title', 'narrative', 'address'] as const)
    text(key, mapping[key])
  named.push(
    { at: 'closed.at', column: mapping.closed?.at.column },
    { at: 'closed.when', column: mapping.closed?.when?.column },
  )
  text('closed.note', mapping.closed?.note)
  named.push({ at: 'place.lng', column: mapping.place?.lng }, { at: 'place.lat', column: mapping.place?.lat })
  named.push(
    { at: 'reporter.name', column: mapping.reporter?.name },
    { at: 'reporter.phone', column: mapping.reporter?.phone },
  )
  mapping.ignore?.forEach((it, index) => named.push({ at: `ignore.${index}`, column: it.column }))
  return named.filter((it): it is { at: string; column: string } => it.column !== undefined)
}

/** Throws a Stop that lists every column the mapping names and the file does not have. */
export function bindMapping(mapping: Mapping, columns: readonly string[]): ToItems {
  const missing = columnsOf(mapping).filter(({ column }) => !columns.includes(column))
  if (missing.length > 0) {
    throw new Stop([
      'The file does not have every column that the mapping names, so nothing was read further.',
      ...missing.map(({ at, column }) => `${at}: there is no column "${column}"`),
      `The file has: ${columns.join(', ')}. Correct the names in the mapping, or its file settings (delimiter, header).`,
    ])
  }
  const placeOf: PlaceOf = (column) => columns.indexOf(column)
  const cellOf = (column: string) => {
    const place = placeOf(column)
    return (cells: Cells) => (cells[place] ?? '').trim()
  }
  const name = (rule: TextRule | undefined, normalised: boolean) =>
    rule &&
    toTextReader(rule, placeOf, (text) =>
      (rule.normalise ?? normalised) ? toLine(text, true) : toBare(text),
    )
  const line = (rule: TextRule | undefined) =>
    rule && toTextReader(rule, placeOf, (text) => toLine(text, rule.normalise))
  const paragraphs = (rule: TextRule | undefined) =>
    rule &&
    toTextReader(rule, placeOf, (text) => toParagraphs(rule.normalise ? text.normalize('NFKC') : text))

  const left = (mapping.ignore ?? []).map((it) => ({ test: toTest(it, placeOf), reason: it.reason }))
  const idOf = cellOf(mapping.externalId.column)
  const prefix = mapping.externalId.prefix ?? ''
  const sourceOf = toChoiceReader(mapping.source, SOURCES, placeOf)
  const kindOf = toChoiceReader(mapping.kind, KINDS, placeOf)
  const priorityOf = mapping.priority && toChoiceReader(mapping.priority, PRIORITIES, placeOf)
  const severityOf = mapping.severity && toChoiceReader(mapping.severity, SEVERITIES, placeOf)
  const sensitivityOf = mapping.sensitivity && toChoiceReader(mapping.sensitivity, SENSITIVITIES, placeOf)
  const categoryOf = name(mapping.category, true)!
  const departmentOf = name(mapping.department, true)
  const titleOf = line(mapping.title)
  const addressOf = line(mapping.address)
  const narrativeOf = paragraphs(mapping.narrative)
  const stampOf = cellOf(mapping.occurredAt.column)
  const readStamp = toStampReader(mapping.occurredAt)
  const placeRule = mapping.place
  const lngOf = placeRule && cellOf(placeRule.lng)
  const latOf = placeRule && cellOf(placeRule.lat)
  const closing = mapping.closed && {
    rule: mapping.closed,
    stampOf: cellOf(mapping.closed.at.column),
    readStamp: toStampReader(mapping.closed.at),
    test: mapping.closed.when && toTest(mapping.closed.when, placeOf),
    noteOf: paragraphs(mapping.closed.note),
  }
  const nameOf = mapping.reporter?.name === undefined ? undefined : cellOf(mapping.reporter.name)
  const phoneOf = mapping.reporter?.phone === undefined ? undefined : cellOf(mapping.reporter.phone)

  return (cells) => {
    if (cells.length !== columns.length) {
      // Cells have moved: what stands in the column of the id may be anybody's address.
      return refused(
        null,
        'wrong_cells',
        `The row has ${cells.length} cells, the file has ${columns.length} columns.`,
      )
    }
    const bare = toLine(idOf(cells))
    const id = bare === '' ? null : prefix + bare
    const say = (code: keyof typeof ROW_REFUSALS, column: string) =>
      refused(id, code, ROW_REFUSALS[code](column))

    for (const { test, reason } of left)
      if (test(cells)) return refused(id, 'left_out', `Left out by the mapping: ${reason}`)
    if (id === null) return say('no_external_id', mapping.externalId.column)
    if (id.length > 200) return say('bad_external_id', mapping.externalId.column)
    const source = sourceOf(cells)
    if (!source) return say('unknown_word', mapping.source.column ?? 'source')
    const kind = kindOf(cells)
    if (!kind) return say('unknown_word', mapping.kind.column ?? 'kind')

    const reportedAt = readStamp(stampOf(cells))
    if (!('at' in reportedAt)) return say(codeOf(reportedAt, stampOf(cells)), mapping.occurredAt.column)
    if (reportedAt.at < EARLIEST) return say('bad_stamp', mapping.occurredAt.column)

    const category = categoryOf(cells)
    if (category === null) return say('no_category', mapping.category.columns?.join(' + ') ?? 'category')
    const department = departmentOf?.(cells) ?? null
    if (category.length > 200) return say('too_long', 'category')
    if (department !== null && department.length > 200) return say('too_long', 'department')
    const title = cutTo(titleOf?.(cells) || category, 200)
    const report: HistoryReport = {
      type: 'report',
      source,
      externalId: id,
      occurredAt: new Date(reportedAt.at).toISOString(),
      kind,
      category,
      title,
    }
    if (department !== null) report.department = department
    const address = addressOf?.(cells)
    if (address) report.address = cutTo(address, 500)
    const narrative = narrativeOf?.(cells)
    if (narrative) report.narrative = cutTo(narrative, 20_000)

    for (const [key, read] of [
      ['priority', priorityOf],
      ['severity', severityOf],
      ['sensitivity', sensitivityOf],
    ] as const) {
      const word = read?.(cells)
      if (word === undefined && read) return say('unknown_word', mapping[key]?.column ?? key)
      if (word) Object.assign(report, { [key]: word })
    }

    if (placeRule) {
      const place = placeFrom(lngOf!(cells), latOf!(cells), placeRule.zeroIsNoPlace === true)
      if (place === 'swapped') return say('swapped_place', `${placeRule.lng}, ${placeRule.lat}`)
      if (place === 'bad') return say('bad_place', `${placeRule.lng}, ${placeRule.lat}`)
      if (place) Object.assign(report, { lng: place[0], lat: place[1], crs: placeRule.crs })
    }
    const reporter: { name?: string; phone?: string } = {}
    const person = nameOf && toLine(nameOf(cells))
    const phone = phoneOf && toLine(phoneOf(cells))
    if (person) reporter.name = cutTo(person, 100)
    if (phone) reporter.phone = cutTo(phone, 40)
    if (person || phone) report.reporter = reporter

    let close: HistoryCommand | null = null
    let closedAt: number | null = null
    if (closing) {
      const text = closing.stampOf(cells)
      const isClosed = closing.test ? closing.test(cells) : text !== ''
      const mayStayOpen = text === '' && closing.rule.whenMissing === 'leave_open'
      if (isClosed && !mayStayOpen) {
        if (text === '') return say('no_closing_stamp', closing.rule.at.column)
        const reading = closing.readStamp(text)
        if (!('at' in reading)) return say(codeOf(reading, text), closing.rule.at.column)
        if (reading.at < EARLIEST) return say('bad_stamp', closing.rule.at.column)
        closedAt = reading.at
        close = {
          type: 'close_external',
          source,
          externalId: id,
          occurredAt: new Date(closedAt).toISOString(),
        }
        const note = closing.noteOf?.(cells)
        if (note) Object.assign(close, { note: cutTo(note, 2_000) })
      }
    }
    const { type: _, source: __, ...request } = report
    if (!ShapeOfReport.Check(request)) return say('bad_shape', 'the row')
    return { mapped: { report, close, reportedAt: reportedAt.at, closedAt } }
  }
}

const refused = (externalId: string | null, code: string, sentence: string): RowResult => ({
  refused: { externalId, code, sentence },
})

const codeOf = (
  reading: StampReading,
  text: string,
): 'no_stamp' | 'bad_stamp' | 'stamp_without_offset' | 'stamp_with_offset' => {
  if (text === '') return 'no_stamp'
  if (!('fault' in reading) || reading.fault === 'unreadable') return 'bad_stamp'
  return reading.fault === 'no_offset' ? 'stamp_without_offset' : 'stamp_with_offset'
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

function placeFrom(
  lngText: string,
  latText: string,
  zeroIsNoPlace: boolean,
): [number, number] | 'bad' | 'swapped' | null {
  if (lngText === '' && latText === '') return null
  if (!NUMBER.test(lngText) || !NUMBER.test(latText)) return 'bad'
  const lng = Number(lngText)
  const lat = Number(latText)
  if (lng === 0 && lat === 0) return zeroIsNoPlace ? null : 'bad'
  if (Math.abs(lat) > 90 && Math.abs(lat) <= 180 && Math.abs(lng) <= 90) return 'swapped'
  if (Math.abs(lng) > 180 || Math.abs(lat) > 90) return 'bad'
  return [lng, lat]
}
