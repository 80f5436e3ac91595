/** The working calendar in force: read when a page opens and again after every reconnect, since a server may have begun anew. */
import type { Calendar } from '@shaotai/shared/domain/calendar/calendar.ts'
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { request } from '../http/request.ts'
import { useSession } from './session.ts'

export const useCalendar = defineStore('calendar', () => {
  const session = useSession()
  /** Null until it is read: limits are then shown in natural time. */
  const value = shallowRef<Calendar | null>(null)
  let reading: Promise<void> | null = null

  const ask = async (): Promise<void> => {
    try {
      const told = await request<Calendar>(session.caller, '/api/calendar')
      // Everything derived from a calendar is remembered by the object: another one only where it differs.
      if (told.version !== value.value?.version) value.value = told
    } catch {
      // Asked again with the next connection; the link says on its own that the server is away.
    }
  }
  const read = (): Promise<void> => (reading ??= ask().finally(() => (reading = null)))
  return { value, read }
})
