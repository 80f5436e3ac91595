/** Names of the closed words that several lists use. The words themselves stand in shared/domain/vocabulary.ts. */
import { words, type Words } from './field.ts'
import type { Kind, Priority, Sensitivity, Severity, Tier } from '../domain/vocabulary.ts'
import type { Basis } from '../domain/calendar/calendar.ts'

export const KIND_WORDS = {
  ticket: words('诉求/事件', 'Ticket'),
  hazard: words('隐患', 'Hazard'),
  dispute: words('矛盾纠纷', 'Dispute'),
} as const satisfies Record<Kind, Words>
export const PRIORITY_WORDS = {
  P1: words('特急', 'P1, at once'),
  P2: words('紧急', 'P2, urgent'),
  P3: words('一般', 'P3, ordinary'),
  P4: words('计划', 'P4, planned'),
} as const satisfies Record<Priority, Words>
export const SEVERITY_WORDS = {
  red: words('重大（红）', 'Red'),
  orange: words('较大（橙）', 'Orange'),
  yellow: words('一般（黄）', 'Yellow'),
  blue: words('低（蓝）', 'Blue'),
} as const satisfies Record<Severity, Words>
export const SENSITIVITY_WORDS = {
  public: words('公开', 'Public'),
  internal: words('内部', 'Internal'),
  sensitive: words('敏感', 'Sensitive'),
  secret: words('机密', 'Secret'),
} as const satisfies Record<Sensitivity, Words>
export const TIER_WORDS = {
  city: words('市', 'City'),
  district: words('区县', 'District'),
  street: words('街道', 'Street'),
  community: words('社区', 'Community'),
  sector: words('片区', 'Sector'),
  grid: words('网格', 'Grid'),
  unit: words('单元', 'Unit'),
} as const satisfies Record<Tier, Words>
export const BASIS_WORDS = {
  natural_hours: words('自然时', 'Hours'),
  working_hours: words('工作时', 'Working hours'),
  working_days: words('工作日', 'Working days'),
} as const satisfies Record<Basis, Words>
/** ISO 8601: 1 Monday … 7 Sunday. */
export const WEEKDAY_WORDS = {
  '1': words('周一', 'Monday'),
  '2': words('周二', 'Tuesday'),
  '3': words('周三', 'Wednesday'),
  '4': words('周四', 'Thursday'),
  '5': words('周五', 'Friday'),
  '6': words('周六', 'Saturday'),
  '7': words('周日', 'Sunday'),
} as const
