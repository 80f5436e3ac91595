/** 工作日历 in force, to be read: years known, weekend, seasonal hours. It is changed by its file (docs/calendar.md). */
import { Type, type Static } from 'typebox'
import { SeasonSchema } from '../../domain/calendar/calendar.ts'
import { DATE, field, key, text, words } from '../field.ts'
import type { ListOf } from '../list.ts'

const CalendarEntrySchema = Type.Object(
  {
    code: key(words('代码', 'Code')),
    source: text(words('来源', 'Source'), 200),
    version: text(words('版本', 'Version'), 64),
    years: Type.Array(
      Type.Object(
        {
          year: Type.Integer({ ...field(words('年份', 'Year')) }),
          daysOff: Type.Integer({ ...field(words('节假日天数', 'Holidays')) }),
          daysWorked: Type.Integer({ ...field(words('调休上班天数', 'Weekend days worked instead')) }),
        },
        { additionalProperties: false },
      ),
      { ...field(words('已知年份', 'Years that it knows')) },
    ),
    knownFrom: Type.String({ pattern: DATE, ...field(words('自', 'From')) }),
    knownUntil: Type.String({ pattern: DATE, ...field(words('至', 'Until')) }),
    weekend: Type.Array(Type.Integer({ minimum: 0, maximum: 6 }), {
      ...field(words('周末', 'Weekend'), { about: words('0 为周日', '0 is Sunday') }),
    }),
    seasons: Type.Array(SeasonSchema, { ...field(words('季节上班时间', 'Office hours by season')) }),
  },
  { additionalProperties: false, title: 'CalendarEntry' },
)
export type CalendarListEntry = Static<typeof CalendarEntrySchema>

export const CALENDARS = {
  id: 'calendars',
  name: words('工作日历', 'Calendars'),
  about: words(
    '现行节假日、调休和上班时间，由日历文件维护',
    'Holidays and hours in force; kept in the calendar file',
  ),
  key: 'code',
  schema: CalendarEntrySchema,
  columns: ['source', 'knownFrom', 'knownUntil'],
  readOnly: true,
} satisfies ListOf<CalendarListEntry>
