/**
 * From what a host knows to what is drawn. Pure: given the scene before, every part whose inputs did not change is
 * the same object again, which is how a drawing knows that there is nothing to do.
 */
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import type { Language, Words } from '../i18n/words.ts'
import {
  classOf,
  stepFor,
  tallyAreas,
  tallyChanges,
  valueOf,
  type AreaFigures,
  type Measure,
} from '../layers/area-figures.ts'
import { shownIn } from '../layers/area-tree.ts'
import { changesSince, openCasesOf } from '../layers/open-cases.ts'
import { areaLabels } from './area-labels.ts'
import type { MapScene } from './case-map.ts'

export interface SceneInputs extends Pick<
  MapScene,
  'basemap' | 'cases' | 'closed' | 'tree' | 'area' | 'heatMode' | 'heat'
> {
  language: Language
  words: Words
  measure: Measure
  scope: readonly string[] | null
  /** Epoch ms. */
  now: number
  /** Null: natural time, until there is one. */
  calendar?: Calendar | null | undefined
  scale: number
  /** No names of areas are wanted: they are not made. */
  isUnnamed?: true
}
export interface Derived {
  scene: MapScene
  figures: ReadonlyMap<string, AreaFigures>
  /** Between two classes of the measure. */
  step: number
  /** Are households known for any of the areas shown? */
  hasRate: boolean
  /** What the colours say: the rate that was asked for falls back to the count where nobody knows households. */
  measure: Measure
  inputs: SceneInputs
}

/** Fewer than this between two classes says nothing. */
const LEAST_STEP: Record<Measure, number> = { rate: 0.1, count: 1 }
const NO_LABELS: MapScene['labels'] = []
const NO_FIGURES: ReadonlyMap<string, AreaFigures> = new Map()

export function deriveScene(inputs: SceneInputs, before: Derived | null): Derived {
  const { tree, area } = inputs
  const then = before?.inputs
  const open = openCasesOf(inputs.cases, inputs.now, before?.scene.open, inputs.calendar)
  const sameTree = before !== null && then!.tree === tree
  const figures =
    sameTree && before.scene.open.all === open.all
      ? before.figures
      : tree
        ? sameTree
          ? tallyChanges(tree, before.figures, changesSince(before.scene.open.all, open))
          : tallyAreas(tree, open.all.values())
        : NO_FIGURES
  const sameShown = sameTree && then!.area === area
  const shown = sameShown ? before.scene.shown : tree ? shownIn(tree, area) : []

  const coloured = colours(inputs, { figures, shown, sameShown }, before)
  const sameNames =
    sameShown &&
    then!.language === inputs.language &&
    then!.scope === inputs.scope &&
    then!.scale === inputs.scale &&
    then!.isUnnamed === inputs.isUnnamed
  const labels =
    sameNames && before.figures === figures
      ? before.scene.labels
      : tree && !inputs.isUnnamed
        ? areaLabels(
            { ...inputs, tree, shown, figures },
            sameNames ? { labels: before.scene.labels, figures: before.figures } : null,
          )
        : NO_LABELS
  const { basemap, language, cases, closed, heatMode, heat } = inputs
  const { classes, step, hasRate, measure } = coloured
  return {
    scene: { basemap, language, cases, open, closed, tree, area, shown, classes, labels, heatMode, heat },
    figures,
    step,
    hasRate,
    measure,
    inputs,
  }
}

function colours(
  { tree, measure: asked }: SceneInputs,
  { figures, shown, sameShown }: Pick<Derived, 'figures'> & { shown: readonly string[]; sameShown: boolean },
  before: Derived | null,
): Pick<Derived, 'step' | 'hasRate' | 'measure'> & { classes: ReadonlyMap<string, number> } {
  const sameMeasure = sameShown && before!.inputs.measure === asked
  if (sameMeasure && before!.figures === figures) {
    const { step, hasRate, measure, scene } = before!
    return { step, hasRate, measure, classes: scene.classes }
  }
  const nodes = shown.flatMap((code) => tree?.byCode.get(code) ?? [])
  const hasRate = nodes.some((it) => (it.households ?? 0) > 0)
  const measure = hasRate ? asked : 'count'
  const values = nodes.map(({ code, households }) => valueOf(measure, figures.get(code), households))
  const step = stepFor(values, sameMeasure ? before!.step : null, LEAST_STEP[measure])
  const classes = new Map<string, number>()
  for (const [i, { code }] of nodes.entries()) {
    const value = classOf(values[i]!, step)
    if (value > 0) classes.set(code, value)
  }
  return { classes, step, hasRate, measure }
}
