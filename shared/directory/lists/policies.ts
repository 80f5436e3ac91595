/** 时限规则: by when and with what proof. A case keeps the edition it was reported under. */
import { Type, type Static } from 'typebox'
import { choice, field, key, NAME, NAME_EN, text, words } from '../field.ts'
import type { ListOf } from '../list.ts'
import { BASIS_WORDS } from '../option-words.ts'
import type { LimitPolicy } from '../../domain/limit-policy.ts'

const limit = (zh: string, en: string) =>
  Type.Object(
    {
      basis: choice(words('计时方式', 'Counted in'), BASIS_WORDS),
      amount: Type.Number({ minimum: 0.001, maximum: 10_000, ...field(words('数量', 'Amount')) }),
    },
    { additionalProperties: false, ...field(words(zh, en)) },
  )

const PolicySchema = Type.Object(
  {
    code: key(words('代码', 'Code')),
    name: NAME,
    nameEn: Type.Optional(NAME_EN),
    dispatch: Type.Optional(limit('派遣时限', 'Dispatch limit')),
    stages: Type.Array(
      Type.Object(
        {
          name: text(words('环节', 'Stage'), 40),
          nameEn: text(words('环节（英文）', 'Stage, in English'), 60),
          limit: limit('时限', 'Limit'),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 6, ...field(words('处置时限', 'Handling limits, one after the other')) },
    ),
    evidence: choice(words('反馈佐证', 'Pictures with the feedback'), {
      none: words('不要求', 'None'),
      after: words('处置后照片', 'After the work'),
      before_after: words('处置前后照片', 'Before and after'),
    }),
    criterion: Type.Optional(
      Type.Object(
        {
          unit: text(words('单位', 'Unit'), 20),
          bound: choice(words('界限', 'Bound'), {
            at_most: words('不高于', 'at most'),
            at_least: words('不低于', 'at least'),
          }),
          value: Type.Number({ ...field(words('数值', 'Value')) }),
        },
        { additionalProperties: false, ...field(words('实测标准', 'What is measured')) },
      ),
    ),
    extensions: Type.Integer({
      minimum: 0,
      maximum: 10,
      ...field(words('延期次数上限', 'Extensions at most')),
    }),
    returns: Type.Integer({ minimum: 0, maximum: 10, ...field(words('退回次数上限', 'Returns at most')) }),
    source: Type.Optional(text(words('依据文件', 'Source document'), 200)),
  },
  { additionalProperties: false, title: 'Policy' },
)
export type PolicyListEntry = Static<typeof PolicySchema>

/** The edition that cases are born under; its id names the revision, so that it can be found again. */
export const toLimitPolicy = (it: PolicyListEntry, revision: number): LimitPolicy => ({
  id: `${it.code}@${revision}`,
  dispatch: it.dispatch ?? null,
  stages: it.stages,
  evidence: it.evidence,
  criterion: it.criterion ?? null,
  extensions: it.extensions,
  returns: it.returns,
})

export const POLICIES = {
  id: 'policies',
  name: words('时限规则', 'Limit policies'),
  about: words(
    '各类别的派遣与处置时限、佐证和延期次数；修改只影响此后上报的案件',
    'Limits, proof and extensions of categories; a change applies to cases reported after it',
  ),
  key: 'code',
  schema: PolicySchema,
  columns: ['code', 'name', 'stages', 'evidence', 'extensions'],
} satisfies ListOf<PolicyListEntry>
