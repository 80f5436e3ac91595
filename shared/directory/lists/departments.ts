/** 部门: who can own a case. */
import { Type, type Static } from 'typebox'
import { choice, field, key, keysOf, NAME, NAME_EN, text, words } from '../field.ts'
import type { ListOf } from '../list.ts'

export const DEPARTMENT_KINDS = {
  bureau: words('职能部门', 'Bureau'),
  street: words('街道乡镇', 'Street or township'),
  public_service: words('公共服务', 'Public service'),
  property: words('物业', 'Property management'),
  association: words('社会组织', 'Association'),
} as const

const DepartmentSchema = Type.Object(
  {
    code: key(words('代码', 'Code')),
    name: NAME,
    nameEn: Type.Optional(NAME_EN),
    shortName: Type.Optional(text(words('简称', 'Short name'), 20)),
    kind: choice(words('类别', 'Kind'), DEPARTMENT_KINDS),
    parent: Type.Optional(key(words('上级部门', 'Parent department'), { refers: 'departments' })),
    area: Type.Optional(
      key(words('辖区', 'Its area'), {
        refers: 'areas',
        about: words('街道乡镇管辖的区域代码', 'Code of the area that a street or township answers for'),
      }),
    ),
    liaisons: keysOf(words('联络员', 'Liaisons'), 'people', {
      about: words('联络员的登录名', 'User names of its liaisons'),
    }),
    phone: Type.Optional(
      Type.String({
        pattern: '^[0-9][0-9 -]{2,19}$',
        ...field(words('值班电话', 'Duty telephone'), {
          about: words('办公电话，不填个人手机', 'An office line, never a person’s own'),
        }),
      }),
    ),
  },
  { additionalProperties: false, title: 'Department' },
)
export type DepartmentListEntry = Static<typeof DepartmentSchema>

export const DEPARTMENTS = {
  id: 'departments',
  name: words('部门', 'Departments'),
  about: words('可以承办案件的单位及其联络员', 'Who can own a case, and its liaisons'),
  key: 'code',
  schema: DepartmentSchema,
  columns: ['code', 'name', 'kind', 'parent', 'liaisons'],
} satisfies ListOf<DepartmentListEntry>
