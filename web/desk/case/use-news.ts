/** What changed on the open case while somebody looked at it: which lines are new, which facts are not what they were, in a sentence. */
import { sentenceOf } from '@shaotai/shared/domain/timeline/sentence.ts'
import { onBeforeUnmount, shallowRef, watch } from 'vue'
import type { WholeCase } from '../../case/read-case.ts'
import { tellerOf, type Reader } from '../../case/reader.ts'
import { actingWords } from '../../i18n/acting/words.ts'
import { panelFactsOf, type PanelFact } from './panel-facts.ts'

/** As long as a new row of any list is lit. */
const LIT_MS = 8_000
const NONE: ReadonlySet<never> = new Set()

export function useNews(
  whole: () => WholeCase | null,
  reader: () => Reader,
  isOwn: (version: number) => boolean,
) {
  const lines = shallowRef<ReadonlySet<number>>(NONE)
  const facts = shallowRef<ReadonlySet<PanelFact['name']>>(NONE)
  /** For a live region, and above the timeline. */
  const said = shallowRef('')
  let timer: ReturnType<typeof setTimeout> | undefined

  function clear(): void {
    clearTimeout(timer)
    ;[lines.value, facts.value, said.value] = [NONE, NONE, '']
  }
  watch(whole, (now, before) => {
    if (!now || !before || now.it.id !== before.it.id) return clear()
    const fresh = now.timeline.items.filter(({ version }) => version > before.it.version)
    const last = fresh.at(-1)
    if (!last) return
    clear()
    lines.value = new Set(fresh.map(({ version }) => version))
    facts.value = changedBetween(before, now, reader())
    const { news } = actingWords(reader().language)
    const sentence = sentenceOf(last, tellerOf(reader(), now.timeline.cases))
    said.value = isOwn(last.version) ? news.mine(sentence) : news.changed(sentence)
    timer = setTimeout(clear, LIT_MS)
  })
  onBeforeUnmount(() => clearTimeout(timer))
  return { lines, facts, said }
}

/** At one moment, so that only what was done counts and not the time that went by. */
function changedBetween(before: WholeCase, now: WholeCase, reader: Reader): ReadonlySet<PanelFact['name']> {
  const old = new Map(panelFactsOf(before, reader).map(({ name, value }) => [name, value]))
  return new Set(
    panelFactsOf(now, reader)
      .filter(({ name, value }) => old.get(name) !== value)
      .map(({ name }) => name),
  )
}
