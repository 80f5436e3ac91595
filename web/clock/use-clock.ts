/** The page's clock where a component or a store needs it; main.ts provides it, tests provide a frozen one. */
import { inject, type InjectionKey } from 'vue'
import type { Clock } from './clock.ts'

export const CLOCK: InjectionKey<Clock> = Symbol('clock')

export function useClock(): Clock {
  const clock = inject(CLOCK)
  if (!clock) throw new Error('No clock was provided: app.provide(CLOCK, startClock()) comes first.')
  return clock
}
