/**
 * One report being taken: the draft, what is known of its place, what is like it, and how its sending stands. Lives as long
 * as the desk, so that the form may be put aside; in memory alone.
 */
import type { CommandAnswer, ReportAnswer } from '@shaotai/shared/contract/http.ts'
import { rightsOf } from '@shaotai/shared/domain/rights.ts'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'
import { computed, reactive, shallowRef } from 'vue'
import { newKey } from '../../http/new-key.ts'
import { ProblemError, request } from '../../http/request.ts'
import { useLive } from '../../stores/live.ts'
import { useSession } from '../../stores/session.ts'
import { emptyDraft, isBegun, missingIn, reportOf, type Draft } from './draft.ts'
import { openSending, type Sending } from './sending.ts'
import { useAlike } from './use-alike.ts'
import { usePlace } from './use-place.ts'
import { wholeNumber } from './written.ts'

export type Intake = ReturnType<typeof useIntake>

export function useIntake() {
  const session = useSession()
  const live = useLive()
  const role = computed(() => (session.person?.role ?? 'viewer') as Role)
  const draft = reactive<Draft>(emptyDraft(role.value))
  /** What was typed as coordinates and is none. */
  const isMistyped = shallowRef(false)
  const hasLeftPhone = shallowRef(false)
  const sending = shallowRef<Sending>({ state: 'writing' })
  const isTried = shallowRef(false)
  const isDown = computed(() => live.link?.link !== 'live')
  const found = usePlace(() => draft.place)
  const alike = useAlike(
    () => draft,
    () => wholeNumber(draft.phone, hasLeftPhone.value),
  )

  const missing = computed(() => missingIn(draft, typeof found.value === 'object' && !found.value.accepted))
  const sender = openSending(
    {
      report: (source, body, key) =>
        request<ReportAnswer>({ ...session.asPerson, key }, `/api/ingest/${source}`, body),
      merge: (caseId, body) =>
        request<CommandAnswer>(session.asPerson, `/api/cases/${caseId}/commands`, { type: 'merge', ...body }),
      // What the server could not finish may have happened all the same.
      refusalOf: (error) =>
        error instanceof ProblemError && error.problem.status < 500 ? error.message : null,
      newKey,
    },
    (next) => (sending.value = next),
  )

  /** Whether it went on its way; false: something is missing, or nobody would hear it. */
  async function send(): Promise<boolean> {
    isTried.value = true
    if (missing.value.length > 0 || isMistyped.value || isDown.value) return false
    const { source, into } = draft
    await sender.send({ source, report: reportOf(draft), into: into && { ...into } })
    return true
  }
  function anew(): void {
    Object.assign(draft, emptyDraft(role.value))
    isMistyped.value = hasLeftPhone.value = isTried.value = false
    sender.anew()
  }
  return {
    draft,
    isMistyped,
    hasLeftPhone,
    sending,
    isTried,
    isDown,
    found,
    missing,
    near: alike.near,
    caller: alike.caller,
    mayReport: computed(() => rightsOf(role.value).reports === true),
    /** Words of a caller that nobody has yet. */
    isUnsent: computed(() => sending.value.state !== 'done' && isBegun(draft)),
    send,
    again: sender.again,
    anew,
  }
}
