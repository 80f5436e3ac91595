/** 派遣规则 as they are written down; how they are applied is shared/domain/routing/. */
import { Type } from 'typebox'
import { field, NAME, NAME_EN, words } from '../field.ts'
import type { ListOf } from '../list.ts'
import { RoutingRuleFields, type RoutingRule } from './routing-rule-fields.ts'

const RoutingRuleSchema = Type.Object(
  {
    code: RoutingRuleFields.code,
    order: Type.Integer({
      minimum: 0,
      maximum: 1_000_000,
      ...field(words('次序', 'Order'), {
        about: words(
          '由小到大逐条比较，第一条符合的生效',
          'Asked from the smallest on; the first that matches fires',
        ),
      }),
    }),
    name: NAME,
    nameEn: Type.Optional(NAME_EN),
    when: RoutingRuleFields.when,
    department: RoutingRuleFields.department,
    coHandlers: RoutingRuleFields.coHandlers,
    dispatch: RoutingRuleFields.dispatch,
  },
  { additionalProperties: false, title: 'RoutingRule' },
)

export const ROUTING_RULES = {
  id: 'routing_rules',
  name: words('派遣规则', 'Routing rules'),
  about: words(
    '立案时建议由哪个部门承办；按次序第一条符合的生效',
    'Which department is suggested when a case is filed; the first rule that matches fires',
  ),
  key: 'code',
  schema: RoutingRuleSchema,
  columns: ['order', 'code', 'name', 'department', 'dispatch'],
  order: 'order',
} satisfies ListOf<RoutingRule>
