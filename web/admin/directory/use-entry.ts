/**
 * One entry being written: its draft, what is wrong with it, and how it is saved with the edition it was read at. When
 * somebody was quicker, both stand side by side until it is said what holds. Draws nothing.
 */
import type { StoredEntry } from '@shaotai/shared/contract/directory.ts'
import type { Problem } from '@shaotai/shared/contract/problem.ts'
import type { List } from '@shaotai/shared/directory/list.ts'
import { computed, onBeforeUnmount, shallowRef, watch } from 'vue'
import { say } from '../../parts/toasts.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { useSession } from '../../stores/session.ts'
import { isSame, reapply, toDraft, toEntry, type Draft } from '../form/draft.ts'
import { faultsOf, faultsOfProblem, type Faults } from '../form/faults.ts'
import { fieldsOf } from '../form/fields.ts'
import { isUnsaved } from '../leave.ts'
import { useWork } from '../use-work.ts'
import { namesOfPeople } from './people-names.ts'
import { putEntry, readHistory, retireEntry, type ChangedReply } from './list-door.ts'

export interface Edition {
  revision: number
  entry: Draft
}
const editionOf = ({ revision, entry }: StoredEntry): Edition => ({ revision, entry: entry as Draft })

export interface EntryEvents {
  /** It is in force; the list is to be read again. */
  changed: () => void
  /** There is nothing more to do with it. */
  done: () => void
}

/** `stored` null: it is to be made. */
export function useEntry(list: List, stored: StoredEntry | null, events: EntryEvents) {
  const preferences = usePreferences()
  const session = useSession()
  const { busy, trouble, words, attempt } = useWork()
  const fields = computed(() => fieldsOf(list.schema, preferences.language))
  /** What the form began with. */
  const base = shallowRef<Edition>(stored ? editionOf(stored) : { revision: 0, entry: {} })
  const draft = shallowRef<Draft>(toDraft(fields.value, base.value.entry))
  const reason = shallowRef('')
  const faults = shallowRef<Faults>(new Map())
  const note = shallowRef('')
  const conflict = shallowRef<{ theirs: Edition; by: string } | null>(null)
  const warnings = shallowRef<ChangedReply['warnings']>([])

  const entry = computed(() => toEntry(fields.value, draft.value))
  const isChanged = computed(
    () => !isSame(entry.value, toEntry(fields.value, toDraft(fields.value, base.value.entry))),
  )
  watch(isChanged, (it) => (isUnsaved.value = it && !list.readOnly), { immediate: true })
  onBeforeUnmount(() => (isUnsaved.value = false))

  const startFrom = (edition: Edition, shown: Draft = edition.entry) => {
    base.value = edition
    draft.value = toDraft(fields.value, shown)
  }
  const why = () => reason.value.trim() || words.value.form.reasonDefault

  function take(problem: Problem): boolean {
    // One key must never write over an entry that its writer has not seen.
    if (problem.status === 409 && problem.current && base.value.revision === 0) {
      faults.value = new Map([[`/${list.key}`, words.value.faults.taken]])
      return true
    }
    if (problem.status === 409 && problem.current) {
      conflict.value = {
        theirs: editionOf(problem.current as StoredEntry),
        by: words.value.conflict.somebody,
      }
      void nameThem()
      return true
    }
    faults.value = faultsOfProblem(problem, preferences.language)
    return false
  }
  /** Who it was stands in the history; without it the conflict can be settled all the same. */
  async function nameThem(): Promise<void> {
    const history = await readHistory(session.asPerson, list.id, String(entry.value[list.key])).catch(
      () => null,
    )
    const by = history?.items[0]?.by
    if (!by) return
    const names = await namesOfPeople(session.asPerson)
    if (conflict.value) conflict.value = { ...conflict.value, by: names.get(by) ?? by }
  }
  async function send(): Promise<void> {
    const done = await attempt(
      () =>
        putEntry(session.asPerson, {
          list: list.id,
          key: String(entry.value[list.key]),
          expectedRevision: base.value.revision,
          entry: entry.value,
          reason: why(),
        }),
      ({ problem }) => take(problem),
    )
    if (!done) return
    say(words.value.saved(String(done.entry['name'] ?? done.key)))
    startFrom(editionOf(done))
    isUnsaved.value = false
    events.changed()
    // Warnings are of the whole list; those of this entry are its writer's to read.
    warnings.value = done.warnings.filter((it) => it.key === done.key || it.because === done.key)
    if (warnings.value.length === 0) events.done()
  }
  /** Theirs becomes what I began with, mine goes on top. */
  async function saveOnTop(): Promise<void> {
    const { theirs } = conflict.value!
    conflict.value = null
    startFrom(
      theirs,
      reapply(fields.value, { base: base.value.entry, mine: entry.value, theirs: theirs.entry }),
    )
    await send()
  }
  async function save(): Promise<void> {
    if (busy.value || list.readOnly) return
    if (conflict.value) return saveOnTop()
    note.value = ''
    faults.value = faultsOf(fields.value, draft.value, words.value.faults)
    if (faults.value.size > 0) return
    if (!isChanged.value && !stored?.retired) note.value = words.value.form.nothingChanged
    else await send()
  }
  function takeTheirs(): void {
    startFrom(conflict.value!.theirs)
    conflict.value = null
    events.changed()
  }
  async function retire(): Promise<void> {
    const { key } = stored!
    const done = await attempt(
      () =>
        retireEntry(session.asPerson, {
          list: list.id,
          key,
          revision: base.value.revision,
          reason: why(),
        }).then(() => true),
      ({ problem }) => take(problem),
    )
    if (!done) return
    say(words.value.retiredNow(String(base.value.entry['name'] ?? key)))
    isUnsaved.value = false
    events.changed()
    events.done()
  }
  function load(old: Edition): void {
    draft.value = toDraft(fields.value, old.entry)
    note.value = words.value.history.loaded(old.revision)
  }
  return {
    busy,
    trouble,
    words,
    fields,
    base,
    draft,
    entry,
    reason,
    faults,
    note,
    conflict,
    warnings,
    save,
    saveOnTop,
    takeTheirs,
    retire,
    load,
  }
}
