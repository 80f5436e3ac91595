/** One panel for each state a panel can be in, for the design page. Their host is the real one. */
import { h, type FunctionalComponent } from 'vue'
import type { Words } from '../i18n/words.ts'
import { definePanel, PICTURE_PROMISE_MS, type Panel, type PanelInputs } from '../panels/panel.ts'

type Host = Pick<PanelInputs, 'words' | 'language' | 'now' | 'rightAt'>
const SINCE_MS = 95_000

const Value: FunctionalComponent<{ model: string }> = ({ model }) => h('p', { class: 'sample-value' }, model)
const Nothing: FunctionalComponent<{ model: Words }> = ({ model: { design } }) =>
  h('div', { class: 'sample-nothing' }, [h('p', design.panel.nothing), h('p', design.panel.nothingMeans)])

const sample = <Model>(
  id: keyof Words['design']['panel'],
  derive: (inputs: PanelInputs) => Model,
  View: FunctionalComponent<{ model: Model }>,
): Panel =>
  definePanel({
    id,
    title: (words) => words.design.panel[id],
    derive,
    View,
    source: 'picture',
    promisedMs: PICTURE_PROMISE_MS,
  })

const count = () => '187'
export const SAMPLE_PANELS = [
  sample('ok', count, Value),
  sample('old', count, Value),
  sample(
    'broken',
    () => {
      throw new Error('This panel is broken on purpose: /design shows what that looks like.')
    },
    Value,
  ),
  sample('empty', ({ words }) => words, Nothing),
]

/** What a host reads; a panel of this page reads no more. The one that is old heard nothing for 95 s. */
export function hostInputs(panel: Panel, { words, language, now }: Omit<Host, 'rightAt'>): PanelInputs {
  const at = panel.id === 'old' ? now - SINCE_MS : now
  const rightAt: Pick<Host['rightAt'], 'picture'> = { picture: at }
  const inputs = { words, language, now, rightAt }
  return inputs as unknown as PanelInputs
}
