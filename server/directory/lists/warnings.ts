/** What is odd about the lists and yet may be meant: told with a change, never refused. */
import type { DirectoryWarning } from '@shaotai/shared/contract/directory.ts'
import type { RoutingRule } from '@shaotai/shared/directory/lists/routing-rule-fields.ts'
import type { DirectoryLanguage } from '@shaotai/shared/directory/field.ts'
import { inOrder } from '@shaotai/shared/domain/routing/route.ts'
import { shadowed } from '@shaotai/shared/domain/routing/shadow.ts'
import { inForce, type Standing } from './standing.ts'

const SAYS = {
  'zh-CN': {
    earlier: (rule: string, by: string) => `规则 ${rule} 永远不会生效：排在前面的 ${by} 已包含其全部条件。`,
    itself: (rule: string) => `规则 ${rule} 永远不会生效：其类别不属于所选类型。`,
  },
  en: {
    earlier: (rule: string, by: string) =>
      `Rule ${rule} can never fire: ${by}, asked before it, takes all it asks for.`,
    itself: (rule: string) => `Rule ${rule} can never fire: none of its categories is of its kinds.`,
  },
} as const satisfies Record<DirectoryLanguage, unknown>

export const warningsOf = (
  standing: Standing,
  areaWithin: (area: string) => readonly string[],
  language: DirectoryLanguage,
): DirectoryWarning[] =>
  ruleWarnings(
    inForce(standing, 'routing_rules').map((it) => it.entry as unknown as RoutingRule),
    standing,
    areaWithin,
    language,
  )

export function ruleWarnings(
  rules: readonly RoutingRule[],
  standing: Standing,
  areaWithin: (area: string) => readonly string[],
  language: DirectoryLanguage,
): DirectoryWarning[] {
  const ordered = inOrder(rules.map((rule) => ({ rule }))).map((it) => it.rule)
  const kindOf = (category: string) =>
    standing.get('categories')!.get(category)?.entry['kind'] as string | undefined
  return shadowed(ordered, { kindOf, areaWithin }).map(({ rule, by }) => ({
    code: 'rule_never_fires',
    key: rule,
    because: by,
    message: rule === by ? SAYS[language].itself(rule) : SAYS[language].earlier(rule, by),
  }))
}
