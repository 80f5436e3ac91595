/** The parts of a routing rule: what it looks at, and whom it names. */
import { Type, type Static } from 'typebox'
import { choice, choices, field, key, keysOf, words } from '../field.ts'
import { KIND_WORDS, PRIORITY_WORDS, SEVERITY_WORDS, WEEKDAY_WORDS } from '../option-words.ts'

const time = (zh: string, en: string) =>
  Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', ...field(words(zh, en)) })

/** Every field that is there must match; one that is not there matches everything. */
export const WhenSchema = Type.Object(
  {
    kinds: Type.Optional(choices(words('类型', 'Kinds'), KIND_WORDS)),
    categories: Type.Optional(
      keysOf(words('类别', 'Categories'), 'categories', { minItems: 1, maxItems: 200 }),
    ),
    areas: Type.Optional(
      keysOf(words('区域', 'Areas'), 'areas', {
        minItems: 1,
        maxItems: 200,
        about: words('包含其下级区域', 'With everything below them'),
      }),
    ),
    priorities: Type.Optional(choices(words('紧急程度', 'Priorities'), PRIORITY_WORDS)),
    severities: Type.Optional(choices(words('隐患等级', 'Severities'), SEVERITY_WORDS)),
    day: Type.Optional(
      choice(words('日期', 'Day'), {
        working: words('工作日', 'Working day'),
        off: words('休息日', 'Day off'),
      }),
    ),
    hours: Type.Optional(
      choice(words('时段', 'Hours'), {
        office: words('上班时间', 'Office hours'),
        outside: words('非上班时间', 'Outside office hours'),
      }),
    ),
    weekdays: Type.Optional(choices(words('星期', 'Weekdays'), WEEKDAY_WORDS)),
    /** Local time of day, `from` in and `to` out; `to` at or before `from` reaches over midnight. */
    between: Type.Optional(
      Type.Object(
        { from: time('从', 'From'), to: time('至', 'To') },
        { additionalProperties: false, ...field(words('时刻', 'Time of day')) },
      ),
    ),
  },
  { additionalProperties: false, ...field(words('条件', 'When')) },
)
export type When = Static<typeof WhenSchema>

export const RoutingRuleFields = {
  code: key(words('编号', 'Number')),
  when: WhenSchema,
  department: key(words('主办部门', 'Lead department'), { refers: 'departments' }),
  coHandlers: keysOf(words('协办部门', 'Co-handlers'), 'departments', { maxItems: 12 }),
  dispatch: choice(
    words('派遣方式', 'Dispatch'),
    {
      suggest: words('建议，由派遣员决定', 'Suggested, a dispatcher decides'),
      automatic: words('自动派遣', 'At once, by the system'),
    },
    words('一般用建议；自动派遣不经人确认', 'Usually a suggestion; the other way nobody is asked'),
  ),
} as const

export interface RoutingRule {
  code: string
  order: number
  name: string
  nameEn?: string
  when: When
  department: string
  coHandlers: string[]
  dispatch: 'suggest' | 'automatic'
}
