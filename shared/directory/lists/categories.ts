/** 类别: what a case is about, and by which policy it is judged. */
import { Type, type Static } from 'typebox'
import { choice, field, key, NAME, NAME_EN, text, words } from '../field.ts'
import type { ListOf } from '../list.ts'
import { KIND_WORDS, SENSITIVITY_WORDS } from '../option-words.ts'

const CategorySchema = Type.Object(
  {
    code: key(words('代码', 'Code')),
    name: NAME,
    nameEn: Type.Optional(NAME_EN),
    kind: choice(words('类型', 'Kind'), KIND_WORDS),
    sensitivity: choice(words('敏感级', 'Sensitivity'), SENSITIVITY_WORDS),
    officialCode: Type.Optional(
      Type.String({
        pattern: '^[0-9]{6}$',
        ...field(words('六位分类代码', 'Six-digit code'), {
          about: words(
            '按 GB/T 39666 的形式：大类、中类、小类各两位',
            'In the form of GB/T 39666: two digits each for class, group and item',
          ),
        }),
      }),
    ),
    policy: Type.Optional(key(words('时限规则', 'Limit policy'), { refers: 'policies' })),
    limitMinutes: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 5_256_000,
        ...field(words('自然时限（分钟）', 'Plain limit (minutes)'), {
          about: words(
            '没有时限规则时，自立案起的自然分钟数',
            'From filing, in natural minutes, where there is no policy',
          ),
        }),
      }),
    ),
    filing: Type.Optional(text(words('立案条件', 'Filed when'), 200)),
    filingEn: Type.Optional(text(words('立案条件（英文）', 'Filed when, in English'), 200)),
    closing: Type.Optional(text(words('结案条件', 'Closed when'), 200)),
    closingEn: Type.Optional(text(words('结案条件（英文）', 'Closed when, in English'), 200)),
  },
  { additionalProperties: false, title: 'Category' },
)
export type CategoryListEntry = Static<typeof CategorySchema>

export const CATEGORIES = {
  id: 'categories',
  name: words('类别', 'Categories'),
  about: words('案件类别、敏感级和时限规则', 'What cases are about, how sensitive, under which policy'),
  key: 'code',
  schema: CategorySchema,
  columns: ['code', 'name', 'kind', 'officialCode', 'policy'],
} satisfies ListOf<CategoryListEntry>
