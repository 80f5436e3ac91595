/** One case, read when it is named and again whenever the live picture says that it moved. */
import type { Frame, Picture } from '@shaotai/shared/domain/picture.ts'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'
import { onBeforeUnmount, shallowRef, watch } from 'vue'
import { ProblemError } from '../http/request.ts'
import { useLive } from '../stores/live.ts'
import { useSession } from '../stores/session.ts'
import { readCase, type WholeCase } from './read-case.ts'

export type Trouble = 'not_found' | 'away' | null

/** `id` null: none, and nothing is read. */
export function useCase(id: () => string | null) {
  const session = useSession()
  const live = useLive()
  const whole = shallowRef<WholeCase | null>(null)
  const trouble = shallowRef<Trouble>(null)
  let reading = false
  let again = false

  async function read(): Promise<void> {
    if (reading) {
      again = true
      return
    }
    reading = true
    const asked = id()
    if (asked === null) {
      ;[whole.value, trouble.value, reading] = [null, null, false]
      return
    }
    try {
      const read_ = await readCase(session.asPerson, asked, (session.person?.role ?? null) as Role | null)
      if (asked === id()) [whole.value, trouble.value] = [read_, null]
    } catch (error) {
      // What was read before stays where it is while the server is away; a case that was taken from us does not.
      const isGone = error instanceof ProblemError && error.problem.status < 500
      if (isGone) whole.value = null
      trouble.value = isGone ? 'not_found' : 'away'
    } finally {
      reading = false
      if (again || asked !== id()) {
        again = false
        void read()
      }
    }
  }
  /** Done cases leave the picture: an absent one is no news, its events are. */
  function follow({ cases }: Picture, frames: readonly Frame[], replaced: boolean): void {
    const asked = id()
    if (asked === null) return
    const now = cases.get(asked)
    const moved = replaced
      ? trouble.value === 'away' || (now !== undefined && now.version !== whole.value?.it.version)
      : frames.some(({ events }) => events.some(({ caseId }) => caseId === asked))
    if (moved) void read()
  }
  const leave = live.onPicture(follow)
  onBeforeUnmount(leave)
  watch(id, () => {
    ;[whole.value, trouble.value] = [null, null]
    void read()
  })
  return { whole, trouble, read }
}
