/**
 * Who else has the chosen case open. Says where this desk looks once its choice stands still, and knows of others only
 * while the link is live. Mounted components follow; without one the desk looks nowhere.
 */
import type { Looking } from '@shaotai/shared/contract/socket.ts'
import { defineStore } from 'pinia'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { useDesk } from './desk.ts'
import { useLive } from './live.ts'

/** Whoever runs through the queue by key looks at none of the cases in between. */
const SETTLED_MS = 300
const NOBODY: Looking['people'] = []

export const usePresence = defineStore('presence', () => {
  const desk = useDesk()
  const live = useLive()
  const followers = shallowRef(0)
  const wanted = computed(() => (followers.value > 0 ? desk.selected : null))
  let timer: ReturnType<typeof setTimeout> | undefined

  // A link that was opened anew knows nothing of what the one before was told.
  watch([wanted, () => live.link?.link === 'live'], ([caseId]) => {
    clearTimeout(timer)
    timer = setTimeout(() => live.look(caseId), SETTLED_MS)
  })

  const people = computed(() => {
    const { looking, link } = live
    return link?.link === 'live' && looking?.caseId === wanted.value ? looking!.people : NOBODY
  })
  /** As long as the calling component lives. */
  function follow(): void {
    followers.value += 1
    onScopeDispose(() => (followers.value -= 1))
  }
  return { people, follow }
})
