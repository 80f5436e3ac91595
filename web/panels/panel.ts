/**
 * What a panel is: a pure derivation from inputs to a model, a view that draws the model, and a promise of
 * how old its data may be. Panels know nothing of sockets, stores or clocks; the wall hands them everything.
 */
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import type { Picture } from '@shaotai/shared/domain/picture.ts'
import type { KpiItem } from '@shaotai/shared/contract/http.ts'
import type { EventType } from '@shaotai/shared/domain/lifecycle.ts'
import { markRaw, type Component } from 'vue'
import type { Language, Words } from '../i18n/words.ts'

export interface PanelInputs {
  /** Of the area that is looked at. */
  picture: Picture | null
  changes: PanelChanges
  figures: PanelFigures
  names: PanelNames
  words: Words
  language: Language
  /** Server's time, epoch ms. */
  now: number
  /** Null until it is read: limits are then shown in natural time. */
  calendar: Calendar | null
  /** A person is signed in who may open a case of the picture; a wall device may not. */
  opensCases: boolean
  /** When each source was last known to be right, epoch ms; null: never yet. */
  rightAt: { picture: number | null } & Record<keyof PanelFigures, number | null>
}
export interface PanelNames {
  category: (code: string) => string
  department: (code: string) => string
  /** The street that an area lies in, or the area itself where no street is above it; empty for null. */
  street: (code: string | null) => string
}
export interface PanelChanges {
  rows: readonly PanelChange[]
  /** How often the list has moved. */
  moves: number
  /** Events of the last minute, shown or not. */
  lastMinute: number
}
export interface PanelChange {
  caseId: string
  version: number
  type: EventType | null
  at: number
  seenAt: number | null
}
/** One answer of the ledger. */
export interface PanelReading {
  /** Epoch ms; null: open, which at the end is now. */
  from: number | null
  to: number | null
  asOf: number
  items: readonly KpiItem[]
  /** What its groups are, and all of them in order; none where it is not by time. */
  by: 'hour' | 'day' | 'month' | null
  groups: readonly string[]
}
/** Null: not read yet. Which time each covers is stores/figure-windows.ts. */
export interface PanelFigures {
  month: PanelReading | null
  pace: PanelReading | null
  spread: PanelReading | null
  flow: PanelReading | null
  days: PanelReading | null
}

export interface Panel<Model = unknown> {
  id: string
  title: (words: Words) => string
  /** Beside the title: what the panel covers, or how much of it there is. */
  note?: (model: Model) => string
  /** May throw: its host shows a grey card instead. */
  derive: (inputs: PanelInputs) => Model
  View: Component
  source: keyof PanelInputs['rightAt']
  /** Grey when its source is older than this, ms. */
  promisedMs: number
}

/** The picture is stale within 15 s of any fault (protocol B2); figures follow the log every ten seconds. */
export const PICTURE_PROMISE_MS = 15_000
export const FIGURES_PROMISE_MS = 90_000

/** View and derivation are held together by the model's type alone; the view takes `model` and nothing else. */
export const definePanel = <Model>(panel: Panel<Model>): Panel =>
  ({ ...panel, View: markRaw(panel.View) }) as Panel
