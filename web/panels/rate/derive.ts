/** A rate as a person wants it: value, target, change, what it is counted from, and how it went. Pure. */
import { formatCount, formatPoints } from '../../i18n/format.ts'
import type { Definition } from '../definition/definition.ts'
import type { PanelInputs } from '../panel.ts'
import {
  changeWords,
  countWords,
  definitionOf,
  itemOf,
  seriesOf,
  valueWords,
  windowWords,
  type ChangeWords,
  type ValueWords,
} from '../readings.ts'

export interface RateModel extends ValueWords {
  id: string
  /** The window and the target. */
  note: string
  /** How far it is below the target; null: it is not. */
  missed: string | null
  change: ChangeWords
  thanBefore: string
  detail: string
  /** Shares of the last thirty days; null where a day has none. */
  /** `tooFew`: said instead of a line that would be one in name only; null: there are enough days. */
  spark: { values: (number | null)[]; target: number | null; label: string; tooFew: string | null }
  /** The same question counted another way. */
  second: (ValueWords & { id: string; name: string; definition: Definition }) | null
  definition: Definition
}

/** Days that make a line. */
const LEAST_DAYS = 5

interface Rate {
  id: string
  second: { id: string; name: 'closedBased' | 'reportedBased' }
  title: 'resolution' | 'onTime'
}
export const RESOLUTION: Rate = {
  id: 'resolution_rate',
  second: { id: 'closed_share', name: 'reportedBased' },
  title: 'resolution',
}
/** By due date first: of closed cases alone it hides what is late and still open (product K02). */
export const ON_TIME: Rate = {
  id: 'on_time_rate_due',
  second: { id: 'on_time_rate_closed', name: 'closedBased' },
  title: 'onTime',
}

export const deriveRate =
  ({ id, second, title }: Rate) =>
  ({ figures, words, language }: PanelInputs): RateModel => {
    const reader = { words, language }
    const { month, days } = figures
    const it = itemOf(month, id)
    const other = itemOf(month, second.id)
    const target = it?.target?.bound === 'at_least' ? it.target.value : null
    const name = words.panels[title]
    const definition = definitionOf(name, it, month, reader)
    const value = it?.value ?? null
    const values = seriesOf(days, id)
    const known = values.filter((share) => share !== null).length
    return {
      id,
      note: [
        isThisMonth(month) ? words.panels.month : windowWords(month, reader),
        ...(target === null ? [] : [words.panels.target(formatCount(target * 100, language))]),
      ].join(' · '),
      missed:
        target !== null && value !== null && value < target
          ? words.panels.targetMissed(formatPoints(target - value, language))
          : null,
      ...valueWords(it, reader),
      change: changeWords(it, reader),
      thanBefore: words.panels.thanBefore,
      detail: it
        ? words.panels.ofCases(countWords(it.numerator, language), countWords(it.denominator, language))
        : '',
      spark: {
        values,
        target,
        label: `${name} · ${words.panels.thirtyDays}`,
        tooFew: days !== null && known < LEAST_DAYS ? words.panels.tooFew : null,
      },
      second: {
        id: second.id,
        name: words.panels[second.name],
        ...valueWords(other, reader),
        definition: definitionOf(`${name} · ${words.panels[second.name]}`, other, month, reader),
      },
      definition:
        target === null
          ? definition
          : { ...definition, text: `${definition.text}${words.space}${words.definition.target}` },
    }
  }

/** Without ends of the page's own, rates cover the month to date. */
const isThisMonth = (reading: PanelInputs['figures']['month']): boolean =>
  reading === null ||
  (reading.from !== null && reading.to === null && reading.asOf - reading.from < 32 * 86_400_000)
