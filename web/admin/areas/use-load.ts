/**
 * A boundary file on its way into the areas: read, its mapping said, judged, loaded. Held by the page, so that a look at the
 * versions loses nothing. A judgement is of exactly what was sent: whatever is changed after it takes it away.
 */
import {
  LOAD_AREAS_BYTES,
  LOAD_AREAS_MS,
  type LoadAreas,
  type LoadAreasReply,
} from '@shaotai/shared/contract/areas.ts'
import type { Acceptable } from '@shaotai/shared/domain/area-finding.ts'
import { toAreaFeatures } from '@shaotai/shared/domain/area-mapping.ts'
import { readBoundaries } from '@shaotai/shared/domain/boundary-file.ts'
import { computed, ref, shallowRef, watch } from 'vue'
import { dayStart } from '../../clock/local-days.ts'
import { request } from '../../http/request.ts'
import { areasWords } from '../../i18n/areas/words.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { useSession } from '../../stores/session.ts'
import { useZone } from '../../stores/zone.ts'
import type { Work } from '../use-work.ts'
import {
  guessForm,
  missingIn,
  propertiesIn,
  toMapping,
  type FileProperty,
  type MappingForm,
} from './mapping-form.ts'

/** A page holds the text and what is read of it: several times its size. */
const FILE_BYTES = 64 * 1024 * 1024
const MEGABYTE = 1024 * 1024

export type AreaLoading = ReturnType<typeof useLoad>

/** `known`: codes of the areas that stand, for the guess. */
export function useLoad({ attempt }: Work, known: () => ReadonlySet<string>) {
  const preferences = usePreferences()
  const session = useSession()
  const zone = useZone()
  const words = computed(() => areasWords(preferences.language))
  const file = shallowRef<{ name: string; bytes: number } | null>(null)
  const features = shallowRef<readonly unknown[]>([])
  const properties = shallowRef<readonly FileProperty[]>([])
  const form = ref<MappingForm | null>(null)
  const replace = shallowRef(false)
  const accept = shallowRef<readonly Acceptable[]>([])
  const document = shallowRef('')
  const validFrom = shallowRef('')
  const fault = shallowRef('')
  const judgement = shallowRef<LoadAreasReply | null>(null)

  const missing = computed(() => (form.value ? missingIn(form.value) : []))
  const mapping = computed(() => (form.value && missing.value.length === 0 ? toMapping(form.value) : null))
  const mapped = computed(() => (mapping.value ? toAreaFeatures(mapping.value, features.value) : []))
  watch([form, replace, accept, document, validFrom], () => (judgement.value = null), { deep: true })

  const inMegabytes = (bytes: number): string =>
    Math.max(0.1, bytes / MEGABYTE).toLocaleString(preferences.language, { maximumFractionDigits: 1 })

  async function choose(chosen: File): Promise<void> {
    file.value = null
    features.value = []
    form.value = null
    judgement.value = null
    accept.value = []
    fault.value = ''
    const said = words.value.file.faults
    if (chosen.size > FILE_BYTES) {
      fault.value = said.tooLarge(chosen.name, inMegabytes(chosen.size), inMegabytes(FILE_BYTES))
      return
    }
    const text = await chosen.text().catch(() => null)
    const read = text === null ? null : readBoundaries(text)
    if (!read?.ok) {
      fault.value = read ? said[read.fault](chosen.name, read.told) : said.unreadable(chosen.name)
      return
    }
    file.value = { name: chosen.name, bytes: chosen.size }
    features.value = read.features
    properties.value = propertiesIn(read.features).filter(({ name }) => name !== '')
    form.value = guessForm(properties.value, read.features.length, known())
  }

  /** Of a dry run the judgement; of a load what it made, or null where it failed or was refused. */
  async function send(dryRun: boolean): Promise<LoadAreasReply | null> {
    const read = mapping.value
    if (!read || !file.value) return null
    fault.value = ''
    const [year, month, day] = validFrom.value.split('-').map(Number) as [number, number, number]
    const load: LoadAreas = {
      type: 'FeatureCollection',
      features: mapped.value as unknown[],
      crs: read.crs,
      ...(replace.value && { replace: true }),
      ...(accept.value.length > 0 && { accept: [...accept.value] }),
      ...(validFrom.value !== '' && {
        validFrom: new Date(dayStart(zone.name, year, month, day)).toISOString(),
      }),
      sourceDocument: (document.value.trim() || file.value.name).slice(0, 300),
    }
    const body = new Blob([JSON.stringify(load)], { type: 'application/json' })
    if (body.size > LOAD_AREAS_BYTES) {
      fault.value = words.value.file.faults.tooHeavy(inMegabytes(body.size), inMegabytes(LOAD_AREAS_BYTES))
      return null
    }
    const path = dryRun ? '/api/areas?dryRun=true' : '/api/areas'
    const reply = await attempt(() =>
      request<LoadAreasReply>(session.asPerson, path, body, 'POST', LOAD_AREAS_MS),
    )
    if (reply && dryRun) judgement.value = reply
    return reply
  }

  function forget(): void {
    file.value = null
    features.value = []
    form.value = null
    judgement.value = null
    accept.value = []
    document.value = ''
    validFrom.value = ''
    replace.value = false
  }

  return {
    words,
    file,
    features,
    properties,
    form,
    replace,
    accept,
    document,
    validFrom,
    fault,
    judgement,
    missing,
    mapping,
    mapped,
    inMegabytes,
    choose,
    send,
    forget,
  }
}
