/**
 * The outbox of whoever is signed in: drives the machine of web/outbox/ with the live link, the picture and the clock, and
 * keeps what is not done over a reload. Nothing here touches the picture: an action is seen when its event comes (C3).
 */
import type { SocketCommand } from '@shaotai/shared/contract/socket.ts'
import type { Action } from '@shaotai/shared/domain/lifecycle.ts'
import { RECALL_WITHIN_MS } from '@shaotai/shared/domain/steps/handing-over.ts'
import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { useClock } from '../clock/use-clock.ts'
import { newKey } from '../http/new-key.ts'
import { dropEntries, keepEntries, keptEntries } from '../outbox/kept.ts'
import { openTwinWatch } from '../outbox/twin.ts'
import { EMPTY, isOpenEntry, step, type Act, type Entry, type Input } from '../outbox/outbox.ts'
import { useLive } from './live.ts'
import { useSession } from './session.ts'

/** As long as the server takes a hand-over back, less a breath for the way there. */
const RECALL_MS = RECALL_WITHIN_MS - 500
/** What a tab calls itself in its session storage, which a duplicate of it begins with too; says nothing of a person. */
const TAB = 'shaotai.tab'
const PAGE = newKey()
const HANDS_OVER: ReadonlySet<Action> = new Set(['dispatch', 'assign', 'mediate'])

export const useOutbox = defineStore('outbox', () => {
  const [clock, live, session] = [useClock(), useLive(), useSession()]
  const state = shallowRef(EMPTY)
  const person = computed(() => session.person?.id ?? null)
  const epoch = (): number => clock.dateOf(clock.now())

  /** Ids of what was found in the session storage. */
  let found: ReadonlySet<string> = new Set()
  /** Nothing goes before it is known that no other tab has the same actions. */
  const isFirst = shallowRef(false)

  function take(input: Input): void {
    const before = state.value
    const next = step(before, input, epoch())
    state.value = next.state
    if (next.state.entries !== before.entries && person.value !== null)
      keepEntries(sessionStorage, person.value, next.state.entries)
    if (next.send) void send(next.send)
  }
  async function send({ commandId, caseId, expectedVersion, body }: Entry): Promise<void> {
    try {
      const answer = await live.command({ ...body, caseId, expectedVersion, commandId } as SocketCommand)
      if (answer.ok) take({ is: 'answered', commandId, answer: { seq: answer.seq, version: answer.version } })
      else take({ is: 'refused', commandId, problem: answer.problem })
    } catch {
      take({ is: 'unanswered', commandId })
    }
  }

  watch(
    person,
    (now, before) => {
      if (before !== undefined && before !== null) take({ is: 'forget' })
      if (now === null) return
      const kept = keptEntries(sessionStorage, now)
      found = new Set(kept.map((it) => it.commandId))
      state.value = { ...state.value, entries: kept }
    },
    { immediate: true },
  )
  function becomeTab(): void {
    const known = sessionStorage.getItem(TAB)
    const tab = known ?? newKey()
    sessionStorage.setItem(TAB, tab)
    isFirst.value = known === null
    void openTwinWatch(tab, PAGE).isCopy.then((isCopy) => {
      if (!isCopy) return void (isFirst.value = true)
      dropEntries(sessionStorage)
      take({ is: 'forget', only: found })
      sessionStorage.removeItem(TAB)
      becomeTab()
    })
  }
  becomeTab()
  watch(
    () => live.link?.link === 'live' && person.value !== null && isFirst.value,
    (isUp) => take({ is: 'link', isUp }),
    { immediate: true },
  )
  watch(
    () => live.picture?.seq,
    (seq) => seq !== undefined && take({ is: 'picture', seq }),
    { immediate: true },
  )
  watch(clock.beat, () => state.value.entries.length > 0 && take({ is: 'clock' }))

  /** Decides; false where the case has an action that is not done yet. The id is new, and stays this action's. */
  function act(it: Omit<Act, 'commandId'>): boolean {
    const commandId = newKey()
    take({ is: 'act', act: { ...it, commandId } })
    return state.value.entries.some((entry) => entry.commandId === commandId)
  }
  const entries = computed(() => state.value.entries)
  const of = (caseId: string): Entry | null => entries.value.findLast((it) => it.caseId === caseId) ?? null
  /** Pending for a reader: decided, and not yet in the picture. */
  const isPending = (caseId: string): boolean =>
    entries.value.some((it) => it.caseId === caseId && isOpenEntry(it))

  /** One's own last hand-over, while it can be taken back with `u`. */
  const recallable = computed(() => {
    const last = entries.value.findLast(
      ({ stage, body, batch }) => stage === 'done' && HANDS_OVER.has(body.type) && batch === undefined,
    )
    if (!last) return null
    const leftMs = last.endedAt! + RECALL_MS - Math.max(clock.wall.value, last.endedAt!)
    return leftMs > 0 ? { entry: last, leftMs } : null
  })
  function recall(): void {
    const it = recallable.value?.entry
    if (!it) return
    take({ is: 'drop', commandId: it.commandId })
    const { caseId, caseNo, answer } = it
    act({ caseId, caseNo, expectedVersion: answer!.version, body: { type: 'recall' } })
  }
  const cancel = (commandId: string): void => take({ is: 'cancel', commandId })
  const confirm = (commandId: string): void => take({ is: 'confirm', commandId })
  const drop = (commandId: string): void => take({ is: 'drop', commandId })
  const dropBatch = (batch: string): void => take({ is: 'dropBatch', batch })
  const partBatch = (batch: string): void => take({ is: 'partBatch', batch })
  return { entries, act, of, isPending, cancel, confirm, drop, dropBatch, partBatch, recallable, recall }
})
