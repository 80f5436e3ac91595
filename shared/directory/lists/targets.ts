/** 年度目标: the promised value of a figure in a year, the reference line beside it. */
import { Type, type Static } from 'typebox'
import { choice, field, key, NAME, NAME_EN, text, words } from '../field.ts'
import type { ListOf } from '../list.ts'

const TargetSchema = Type.Object(
  {
    code: key(words('编号', 'Number')),
    name: NAME,
    nameEn: Type.Optional(NAME_EN),
    kpi: key(words('指标', 'Figure'), { refers: 'kpis' }),
    year: Type.Integer({ minimum: 1990, maximum: 2100, ...field(words('年份', 'Year')) }),
    bound: choice(words('要求', 'Asked'), {
      at_least: words('不低于', 'at least'),
      at_most: words('不高于', 'at most'),
    }),
    value: Type.Number({
      minimum: -1_000_000_000,
      maximum: 1_000_000_000,
      ...field(words('目标值', 'Target'), {
        about: words(
          '比率填 0–1，其余按指标单位',
          'A rate from 0 to 1, anything else in the unit of its figure',
        ),
      }),
    }),
    department: Type.Optional(key(words('责任部门', 'Department'), { refers: 'departments' })),
    source: Type.Optional(text(words('依据文件', 'Source document'), 200)),
  },
  { additionalProperties: false, title: 'Target' },
)
export type TargetListEntry = Static<typeof TargetSchema>

export const TARGETS = {
  id: 'targets',
  name: words('年度目标', 'Annual targets'),
  about: words('年度工作计划承诺的指标值', 'What the annual plan promises of each figure'),
  key: 'code',
  schema: TargetSchema,
  columns: ['code', 'name', 'kpi', 'year', 'bound', 'value'],
} satisfies ListOf<TargetListEntry>
