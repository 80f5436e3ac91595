/**
 * What is on the screen as rows: every figure with its numerator, denominator, interval, window, definition and the seq
 * it stands at. First who took it and when. Raw values: shares of 1, seconds, cases. Pure.
 */
import type { KpiItem } from '@shaotai/shared/contract/http.ts'
import type { Table } from '@shaotai/shared/table-file/table.ts'
import type { BriefReading, BriefReadings } from '../../stores/brief-figures.ts'
import { figureIn, questionOf, type FigureId, type Speaker } from '../headline/derive.ts'
import { intervalOf } from '../league/interval.ts'
import { TIERS } from '../shapes/derive.ts'
import type { Cell } from './csv.ts'

export interface Taken {
  /** Name of the person. */
  by: string
  /** ISO 8601. */
  at: string
  /** The view in words: area, filters, time. */
  view: string
  /** Of a group of the league. */
  unitName: (code: string) => string
}

/** The same with the heads of its columns first, as a spreadsheet filters by; who took it stands beneath. */
export function tableOf(rows: readonly (readonly Cell[])[]): Table {
  const [title, by, columns, ...figures] = rows
  return { columns: (columns ?? []).map(String), rows: [...figures, [], title ?? [], by ?? []] }
}

export const HEADLINE_IDS: readonly FigureId[] = [
  'resolution_rate',
  'on_time_rate_due',
  'on_time_rate_closed',
  'time_to_close_p50',
  'time_to_close_p90',
  'backlog',
  'overdue_open',
  'settled_rate',
  'first_response_p50',
]

export function sheetOf(readings: BriefReadings, taken: Taken, { own, language }: Speaker): Cell[][] {
  const { exports: w } = own
  const row = (part: string, name: string, it: KpiItem, reading: BriefReading, text: string): Cell[] => {
    const interval = intervalOf(it)
    const yearAgo = readings.year?.items.find((other) => other.id === it.id && it.group === undefined)
    return [
      part,
      name,
      it.id,
      it.value,
      it.unit,
      it.numerator,
      it.denominator,
      it.n,
      interval?.low ?? null,
      interval?.high ?? null,
      it.previous?.value ?? null,
      yearAgo?.previous?.n ? yearAgo.previous.value : null,
      it.target?.value ?? null,
      it.window.from,
      it.window.to,
      new Date(reading.asOf).toISOString(),
      reading.asOfSeq,
      text,
    ]
  }
  const whole = HEADLINE_IDS.flatMap((id) => {
    const [it, reading] = [figureIn(readings, id), readings[questionOf(id)]]
    return it && reading ? [row(own.headline, own.figures[id], it, reading, it.text[language])] : []
  })
  const grouped = (
    part: string,
    reading: BriefReading | undefined,
    nameOf: (code: string) => string,
  ): Cell[][] =>
    reading?.items.map((it) => row(part, nameOf(it.group ?? ''), it, reading, definitionOf(it))) ?? []
  /** A group's words are those of the whole where it stands on the same screen. */
  const definitionOf = (it: KpiItem): string => figureIn(readings, it.id)?.text[language] ?? it.text[language]
  return [
    [own.title, taken.view],
    [w.by, taken.by, taken.at],
    [...w.columns],
    ...whole,
    ...grouped(own.league.byLabel, readings.league, (code) =>
      code === '' ? own.league.none : taken.unitName(code),
    ),
    ...grouped(own.spread.title, readings.spread, (code) => code || own.league.none),
    ...(readings.tiers?.items ?? []).map((it, i) =>
      row(own.tiers.title, own.tiers.names[TIERS[i]!], it, readings.tiers!, definitionOf(it)),
    ),
    ...grouped(
      own.ages.title,
      readings.ages,
      (code) => own.ages.names[code as keyof typeof own.ages.names] ?? code,
    ),
  ]
}
