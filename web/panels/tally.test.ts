import type { CaseView } from '@shaotai/shared/domain/case-file.ts'
import { CALENDAR } from '@shaotai/shared/test/worlds.ts'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { TestLog, WALL } from '../live/testing/log.ts'
import { openTally, type Tallied } from './tally.ts'

const MINUTE = 60_000

it('counted from picture to picture a tally says what counting from nothing says, whatever changed and however time went', () => {
  const step = fc.record({
    grows: fc.array(fc.nat({ max: 10_000 }), { maxLength: 6 }),
    /** Back as well: a server's clock is corrected. */
    minutes: fc.oneof(fc.integer({ min: -40, max: 90 }), fc.integer({ min: 0, max: 9_000 })),
    gone: fc.integer({ min: 0, max: 30 }),
    calendar: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 12 }), (steps) => {
      const log = new TestLog()
      const tally = openTally()
      /** A case that nobody touched is the same object, as it is in a picture that goes on. */
      const interned = new Map<string, CaseView>()
      const intern = (it_: CaseView): CaseView => {
        const key = JSON.stringify(it_)
        if (!interned.has(key)) interned.set(key, it_)
        return interned.get(key)!
      }
      let now = 1_700_000_000_000
      for (const { grows, minutes, gone, calendar } of steps) {
        for (const it_ of grows) log.grow(it_)
        now += minutes * MINUTE
        const by = calendar ? CALENDAR : null
        const cases = new Map(log.picture(WALL).cases)
        // Some are grave, or an exercise, or out of sight for once.
        for (const [i, [id, it_]] of [...cases].entries()) {
          if (i % 3 === 0)
            cases.set(id, { ...it_, priority: 'P1', dueAt: 1_700_000_000_000 + (i * 90 - 400) * MINUTE })
          if (i % 5 === 4) cases.set(id, { ...it_, exercise: true })
          if ((i + gone) % 13 === 0) cases.delete(id)
        }
        const order = ({ urgent, ...rest }: Tallied) => ({
          ...rest,
          urgent: Array.from(urgent, ([{ id }, voice]) => `${id} ${voice}`).toSorted(),
        })
        for (const [id, it_] of cases) cases.set(id, intern(it_))
        expect(order(tally(cases, now, by))).toEqual(order(openTally()(cases, now, by)))
      }
    }),
    { numRuns: 40 },
  )
})
