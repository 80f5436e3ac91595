/**
 * The file that CALENDAR names: a district's own hours and days, and the notice for a year that the package does not know
 * yet. Reads and checks it alone; what it changes is calendar.ts. Its form for people: docs/calendar.md.
 */
import { readFileSync } from 'node:fs'
import { Type, type Static } from 'typebox'
import { calendarFields } from '@shaotai/shared/domain/calendar/calendar.ts'
import { checkOf } from '../plugins/validation.ts'

const { version: _, ...fields } = calendarFields
const CalendarFileSchema = Type.Object(
  {
    /** What it is laid over: the national holidays, or nothing. */
    base: Type.Optional(Type.Enum(['china', 'none'])),
    ...Type.Partial(Type.Object(fields)).properties,
  },
  { additionalProperties: false },
)
export type CalendarFile = Static<typeof CalendarFileSchema>

const check = checkOf(CalendarFileSchema)

/** Throws an error that says what is wrong with it, whole sentences left to the caller. */
export function readCalendarFile(path: string): CalendarFile {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (fault) {
    throw new Error(`it cannot be read (${(fault as NodeJS.ErrnoException).code})`, { cause: fault })
  }
  let told: unknown
  try {
    told = JSON.parse(text)
  } catch (fault) {
    throw new Error(`it is no JSON (${(fault as Error).message})`, { cause: fault })
  }
  if (check.is(told)) return told
  throw new Error(
    check
      .errors('inFull')
      .map(({ path: where, message }) => `${where} ${message}`)
      .join('; '),
  )
}
