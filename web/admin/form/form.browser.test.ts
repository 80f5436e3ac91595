/** The form of every list in a real browser: each field is named, filled by hand, and comes out as it went in. */
import '@fontsource-variable/noto-sans-sc'
import { LIST_IDS, LISTS, type ListId } from '@shaotai/shared/directory/lists.ts'
import { afterEach, describe, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { defineComponent, h, nextTick, shallowRef } from 'vue'
import { violationsIn } from '../../parts/testing/axe.ts'
import { mount, type Mounted } from '../../parts/testing/mount.ts'
import '../../styles/base.css'
import { toDraft, toEntry, type Draft } from './draft.ts'
import { fieldsOf, type FormField } from './fields.ts'
import FormFields from './FormFields.vue'
import { sampleOf } from './testing/samples.ts'

let shown: Mounted | null = null
afterEach(() => shown?.unmount())

function open(id: ListId, entry: Draft) {
  const fields = fieldsOf(LISTS[id].schema, 'zh-CN')
  const draft = shallowRef(toDraft(fields, entry))
  const form = defineComponent(
    () => () =>
      h(FormFields, {
        fields,
        faults: new Map(),
        references: new Map(),
        modelValue: draft.value,
        'onUpdate:modelValue': (it: Draft) => (draft.value = it),
      }),
  )
  shown = mount(form)
  return { root: shown.root, fields, entry: () => toEntry(fields, draft.value) }
}
/** What can be typed into this form's own text fields; choices and references are given. */
const withoutTexts = (fields: readonly FormField[], entry: Draft): Draft =>
  Object.fromEntries(
    Object.entries(entry).filter(([name]) => fields.find((it) => it.name === name)?.kind !== 'text'),
  )

describe.each(LIST_IDS.filter((it) => !LISTS[it].readOnly))('the form of %s', (id) => {
  it('has a name for every control, takes what is typed, and axe finds nothing', async () => {
    await page.viewport(900, 1000)
    const sample = sampleOf(fieldsOf(LISTS[id].schema, 'zh-CN'))
    const { root, fields, entry } = open(id, withoutTexts(fieldsOf(LISTS[id].schema, 'zh-CN'), sample))
    for (const field of fields) {
      if (field.kind !== 'text') continue
      const label = [...root.querySelectorAll('label')].find(
        (it) => it.textContent!.replace('*', '') === field.title,
      )!
      const input = document.getElementById(label.htmlFor) as HTMLInputElement
      input.value = String(sample[field.name])
      input.dispatchEvent(new Event('input', { bubbles: true }))
      await nextTick() // nobody types into two fields at once
    }
    expect(entry()).toEqual(sample)
    expect(await violationsIn(root)).toEqual([])
  })
})
