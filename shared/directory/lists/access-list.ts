/** 准入清单: which work may be handed down to communities at all. */
import { Type, type Static } from 'typebox'
import { choice, key, keysOf, NAME, NAME_EN, text, words } from '../field.ts'
import type { ListOf } from '../list.ts'
import { TIER_WORDS } from '../option-words.ts'

const AccessItemSchema = Type.Object(
  {
    code: key(words('编号', 'Number')),
    name: NAME,
    nameEn: Type.Optional(NAME_EN),
    departments: keysOf(words('主管部门', 'Departments in charge'), 'departments', {
      minItems: 1,
      maxItems: 12,
    }),
    minTier: choice(
      words('最低层级', 'Lowest tier'),
      TIER_WORDS,
      words('该事项最低可下到的层级', 'How far down this work may be handed'),
    ),
    basis: Type.Optional(text(words('依据', 'Basis'), 200)),
  },
  { additionalProperties: false, title: 'AccessItem' },
)
export type AccessListEntry = Static<typeof AccessItemSchema>

export const ACCESS_LIST = {
  id: 'access_list',
  name: words('准入清单', 'Access list'),
  about: words(
    '准许进入社区的工作事项；清单外事项社区可以不接',
    'Work that may be handed down to communities; what is not on it may be declined',
  ),
  key: 'code',
  schema: AccessItemSchema,
  columns: ['code', 'name', 'departments', 'minTier'],
} satisfies ListOf<AccessListEntry>
