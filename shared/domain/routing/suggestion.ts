/**
 * 派遣建议: what filing writes on a case of the rule that fired. A rule changed later never changes it: the case has the
 * rule's edition and whom it named, its timeline what the rule was called.
 */
import type { CaseFile } from '../case-file.ts'
import type { Changes, Moment } from '../steps/step.ts'
import { route, type RoutingFacts } from './route.ts'

export const factsOf = (it: CaseFile, at: number): RoutingFacts => ({
  kind: it.kind,
  category: it.category,
  areaPath: it.areaPath,
  priority: it.priority,
  severity: it.severity,
  at,
})

/** Nothing where no rule matches. The past was dispatched by people who had no rules: it gets none either. */
export function suggestionFor(it: CaseFile, { at, actor, calendar, rules }: Moment): Changes {
  const fired = actor.history ? null : route(rules, factsOf(it, at), calendar)
  if (!fired) return {}
  const { rule, revision } = fired
  const { code, name, nameEn, department, coHandlers, dispatch } = rule
  return {
    set: { routed: { rule: code, revision, department, coHandlers, automatic: dispatch === 'automatic' } },
    details: {
      rule: { code, revision, title: name, ...(nameEn !== undefined && { titleEn: nameEn }) },
      suggested: department,
    },
  }
}
