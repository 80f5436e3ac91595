/** How a boundary file is read and what was found of it, in a real browser: named, said in words, without a fault of access. */
import '@fontsource-variable/noto-sans-sc'
import type { LoadAreasReply } from '@shaotai/shared/contract/areas.ts'
import { finding, sayFinding } from '@shaotai/shared/domain/area-finding.ts'
import { afterEach, describe, expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { defineComponent, h, nextTick, shallowRef } from 'vue'
import { violationsIn } from '../../parts/testing/axe.ts'
import { mount, type Mounted } from '../../parts/testing/mount.ts'
import '../../styles/base.css'
import AreaForm from './AreaForm.vue'
import AreaOutlines from './AreaOutlines.vue'
import AreaReport from './AreaReport.vue'
import { guessForm, missingIn, propertiesIn, type MappingForm } from './mapping-form.ts'

let shown: Mounted | null = null
afterEach(() => shown?.unmount())

const features = ['甲', '乙'].map((name, i) => ({
  type: 'Feature',
  properties: { code: `S${i}`, name, level: i === 0 ? '街道' : '社区' },
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [117 + i, 30],
        [118 + i, 30],
        [118 + i, 31],
        [117 + i, 30],
      ],
    ],
  },
}))

describe('a boundary file', () => {
  it('asks for what it cannot know beside the field that lacks it', async () => {
    await page.viewport(900, 900)
    const properties = propertiesIn(features)
    const form = shallowRef<MappingForm>(guessForm(properties, 2, new Set()))
    const whole = defineComponent(
      () => () =>
        h(AreaForm, {
          properties,
          missing: missingIn(form.value),
          modelValue: form.value,
          'onUpdate:modelValue': (it: MappingForm) => (form.value = it),
        }),
    )
    shown = mount(whole)
    expect(missingIn(form.value)).toEqual(['tiers'])
    expect(shown.root.querySelectorAll('[aria-invalid=true]')).toHaveLength(2)
    form.value = { ...form.value, tiers: { 街道: 'street', 社区: 'community' } }
    await nextTick()
    expect(shown.root.querySelectorAll('[aria-invalid=true]')).toHaveLength(0)
    expect(await violationsIn(shown.root)).toEqual([])
  })

  it('that is refused has each fault in a sentence of the page’s language, and a mark where it lies', async () => {
    const gap = finding('gap', { area: 'S0', place: [117.5, 30.5], squareMetres: 900, widthMetres: 9 })
    const turned = finding('ring_turned', { feature: 1, area: 'S0', count: 2 })
    const judgement: LoadAreasReply = {
      dryRun: true,
      accepted: false,
      loaded: 0,
      changed: 0,
      removed: 0,
      version: null,
      openCasesElsewhere: 0,
      changes: [],
      findings: [gap, turned].map((it) => ({ ...it, says: 'of another language' })),
    }
    const whole = defineComponent(() => () => [
      h(AreaReport, { judgement, features, accept: [] }),
      h(AreaOutlines, { label: '略图', features, findings: judgement.findings }),
    ])
    shown = mount(whole)
    await nextTick()
    const text = shown.root.textContent!
    for (const it of [gap, turned]) expect(text).toContain(sayFinding(it, 'zh-CN'))
    expect(text).not.toContain('of another language')
    expect(shown.root.querySelectorAll('circle.refused')).toHaveLength(1)
    expect(shown.root.querySelectorAll('[role=checkbox]')).toHaveLength(1) // a gap may be right
    expect(await violationsIn(shown.root)).toEqual([])
  })
})
