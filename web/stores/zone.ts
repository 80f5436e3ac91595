/** The district's time zone, as the server tells it: days begin there, and every stamp on screen is one of there. */
import type { SessionReply } from '@shaotai/shared/contract/http.ts'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { isZone } from '../clock/local-days.ts'
import { useClock } from '../clock/use-clock.ts'
import { request } from '../http/request.ts'
import { tellTimeZone } from '../i18n/format.ts'
import { useSession } from './session.ts'

/** What was told before, else the screen's own, stands in until the server has answered. */
const KEPT = 'shaotai.time-zone'
/** Asked when it is needed: the first question of this kind costs a slow machine a tenth of a second. */
const own = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone
const AGAIN_MS = 10_000

export const useZone = defineStore('zone', () => {
  const session = useSession()
  const clock = useClock()
  const told = shallowRef<string | null>(null)
  const kept = localStorage.getItem(KEPT)
  const before = kept !== null && isZone(kept) ? kept : null
  if (before !== null) tellTimeZone(before)
  let triedAt = Number.NEGATIVE_INFINITY

  async function read(): Promise<void> {
    if (clock.now() - triedAt < AGAIN_MS) return
    triedAt = clock.now()
    try {
      const { timeZone } = await request<SessionReply>(session.caller, '/api/session')
      if (!isZone(timeZone)) return
      told.value = timeZone
      localStorage.setItem(KEPT, timeZone)
      tellTimeZone(timeZone)
    } catch {
      // Asked again with the next figures; the link says on its own that the server is away.
    }
  }
  return {
    name: computed(() => told.value ?? before ?? own()),
    isKnown: computed(() => told.value !== null),
    read,
  }
})
