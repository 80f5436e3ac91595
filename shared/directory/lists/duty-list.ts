/** 职责清单: whose duty a category is. What routing checks itself against; it moves no case by itself. */
import { Type, type Static } from 'typebox'
import { key, keysOf, text, words } from '../field.ts'
import type { ListOf } from '../list.ts'

const DutySchema = Type.Object(
  {
    category: key(words('类别', 'Category'), { refers: 'categories' }),
    lead: key(words('牵头部门', 'Lead department'), { refers: 'departments' }),
    coHandlers: keysOf(words('配合部门', 'Departments that help'), 'departments', { maxItems: 12 }),
    basis: Type.Optional(text(words('职责依据', 'Basis of the duty'), 200)),
  },
  { additionalProperties: false, title: 'Duty' },
)
export type DutyListEntry = Static<typeof DutySchema>

export const DUTY_LIST = {
  id: 'duty_list',
  name: words('职责清单', 'Duty list'),
  about: words('每个类别由哪个部门负责、哪些部门配合', 'Whose duty each category is, and who helps'),
  key: 'category',
  schema: DutySchema,
  columns: ['category', 'lead', 'coHandlers', 'basis'],
} satisfies ListOf<DutyListEntry>
