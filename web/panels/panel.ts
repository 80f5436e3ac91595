/**
 * What a panel is: a pure derivation from inputs to a model, a view that draws the model, and a promise of
 * how old its data may be. Panels know nothing of sockets, stores or clocks; the wall hands them everything.
 */
import type { Picture } from '@shaotai/shared/domain/picture.ts'
import type { KpiItem } from '@shaotai/shared/contract/http.ts'
import type { EventType } from '@shaotai/shared/domain/lifecycle.ts'
import { markRaw, type Component } from 'vue'
import type { Language, Words } from '../i18n/words.ts'

export interface PanelInputs {
  picture: Picture | null
  changes: readonly PanelChange[]
  figures: PanelFigures | null
  flow: PanelFlow | null
  names: { category: (code: string) => string; department: (code: string) => string }
  words: Words
  language: Language
  /** Server's time, epoch ms. */
  now: number
  /** When each source was last known to be right, epoch ms; null: never yet. */
  rightAt: { picture: number | null; figures: number | null; flow: number | null }
}
export interface PanelChange {
  caseId: string
  version: number
  type: EventType | null
  at: number
  seenAt: number | null
}
export interface PanelFigures {
  asOf: number
  items: Readonly<Record<string, KpiItem>>
  closedByKind: Readonly<Record<string, number>>
}
export interface PanelFlow {
  from: number
  to: number
  by: 'day' | 'month'
  days: readonly string[]
  reported: readonly number[]
  closed: readonly number[]
}

export interface Panel<Model = unknown> {
  id: string
  title: (words: Words) => string
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
