/** 值班表: when a department can be reached, and at which post. Names nobody but by user name. */
import { Type, type Static } from 'typebox'
import { DATE, choices, field, key, text, words } from '../field.ts'
import type { ListOf } from '../list.ts'
import { WEEKDAY_WORDS } from '../option-words.ts'

const time = (zh: string, en: string) =>
  Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', ...field(words(zh, en)) })
const date = (zh: string, en: string) => Type.String({ pattern: DATE, ...field(words(zh, en)) })

const DutyShiftSchema = Type.Object(
  {
    code: key(words('编号', 'Number')),
    department: key(words('部门', 'Department'), { refers: 'departments' }),
    post: text(words('岗位', 'Post'), 40),
    postEn: Type.Optional(text(words('岗位（英文）', 'Post, in English'), 60)),
    weekdays: choices(words('星期', 'Weekdays'), WEEKDAY_WORDS),
    begins: time('开始', 'From'),
    /** At or before `begins`: it ends on the next day. */
    ends: time('结束', 'To'),
    validFrom: Type.Optional(date('生效日', 'Valid from')),
    validUntil: Type.Optional(date('失效日', 'Valid until')),
    person: Type.Optional(
      key(words('值班人', 'Person'), {
        refers: 'people',
        about: words('登录名；不指定人时留空', 'A user name; empty where the post is enough'),
      }),
    ),
    phone: Type.Optional(
      Type.String({ pattern: '^[0-9][0-9 -]{2,19}$', ...field(words('电话', 'Telephone')) }),
    ),
  },
  { additionalProperties: false, title: 'DutyShift' },
)
export type DutyRosterEntry = Static<typeof DutyShiftSchema>

export const DUTY_ROSTER = {
  id: 'duty_roster',
  name: words('值班表', 'Duty roster'),
  about: words('各部门值班岗位、时段和电话', 'Posts, hours and telephones of the departments on duty'),
  key: 'code',
  schema: DutyShiftSchema,
  columns: ['code', 'department', 'post', 'weekdays', 'begins', 'ends'],
} satisfies ListOf<DutyRosterEntry>
