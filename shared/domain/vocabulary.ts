/**
 * The closed lists of the field, each with the schema that checks it. Knows words only: what a word
 * permits or forbids stands in lifecycle.ts, policy.ts and redact.ts. Glossary: docs/glossary.md.
 */
import { Type, type Static, type TEnum } from 'typebox'

/** A schema of a closed list of words. */
export const oneOf = <const T extends readonly string[]>(words: T) =>
  Type.Enum([...words]) as TEnum<T[number][]>

/** 类型. */
export const KINDS = ['ticket', 'hazard', 'dispute'] as const
export const KindSchema = oneOf(KINDS)
export type Kind = Static<typeof KindSchema>

/** 来源: the channel a report came through. */
export const SOURCES = [
  'hotline',
  'grid',
  'patrol',
  'video',
  'sensor',
  'petition',
  'deputy',
  'courier',
  'walk_in',
  'media',
  'superior',
  'weekly_list',
  'open311',
  'import',
  'other',
] as const
export const SourceSchema = oneOf(SOURCES)
export type Source = Static<typeof SourceSchema>

/** 紧急程度: P1 特急 · P2 紧急 · P3 一般 · P4 计划. */
export const PRIORITIES = ['P1', 'P2', 'P3', 'P4'] as const
export const PrioritySchema = oneOf(PRIORITIES)
export type Priority = Static<typeof PrioritySchema>

/** 隐患等级: 重大 red · 较大 orange · 一般 yellow · 低 blue. */
export const SEVERITIES = ['red', 'orange', 'yellow', 'blue'] as const
export const SeveritySchema = oneOf(SEVERITIES)
export type Severity = Static<typeof SeveritySchema>

/** 敏感级: 公开 · 内部 · 敏感 · 机密. Fixed at birth: the stream's redaction relies on it. */
export const SENSITIVITIES = ['public', 'internal', 'sensitive', 'secret'] as const
export const SensitivitySchema = oneOf(SENSITIVITIES)
export type Sensitivity = Static<typeof SensitivitySchema>

/** The five segments of the loop, the same for all kinds. Rejected cases are in none of them. */
export const PHASES = ['intake', 'dispatch', 'handle', 'verify', 'closed'] as const
export const PhaseSchema = oneOf(PHASES)
export type Phase = Static<typeof PhaseSchema>

/** 层级 of areas, widest first. A tree may leave tiers out: its depth is the district's own. */
export const TIERS = ['city', 'district', 'street', 'community', 'sector', 'grid', 'unit'] as const
export const TierSchema = oneOf(TIERS)
export type Tier = Static<typeof TierSchema>

/** 时限状态: computed from now, never stored. */
export const DEADLINE_LEVELS = ['on_track', 'near_due', 'overdue'] as const
export const DeadlineLevelSchema = oneOf(DEADLINE_LEVELS)
export type DeadlineLevel = Static<typeof DeadlineLevelSchema>

/** 待批事项: what somebody asked for and somebody else must decide. One at a time. */
export const PENDINGS = ['return', 'extension', 'suspension', 'void'] as const
export const PendingSchema = oneOf(PENDINGS)
export type Pending = Static<typeof PendingSchema>

/** 办理结果. */
export const OUTCOMES = [
  'solved',
  'partly_solved',
  'unsolved',
  'self_handled',
  'eliminated',
  'turned_into_event',
  'settled',
  'to_suit',
  'to_arbitration',
  'to_petition',
  'to_pil',
  'withdrawn',
] as const
export const OutcomeSchema = oneOf(OUTCOMES)
export type Outcome = Static<typeof OutcomeSchema>

/** 退回原因. `misdirected` 误派 is the one that counts against dispatching. */
export const RETURN_REASONS = [
  'misdirected',
  'not_our_duty',
  'outside_our_area',
  'incomplete',
  'beyond_our_means',
] as const
/** 不予受理原因. */
export const REJECT_REASONS = [
  'not_for_government',
  'outside_district',
  'no_facts',
  'already_handled',
  'in_court',
  'unreasonable',
  'other',
] as const
/** 挂账原因. */
export const SUSPENSION_REASONS = ['season', 'engineering', 'funds', 'third_party', 'in_court'] as const
/** Every coded reason an event may carry. */
export const REASONS = [...new Set([...RETURN_REASONS, ...REJECT_REASONS, ...SUSPENSION_REASONS])] as const
export type Reason = (typeof REASONS)[number]

/** 子任务类别. */
export const TASK_KINDS = ['verify', 'handle', 'check', 'call_back', 'mediate'] as const
export type TaskKind = (typeof TASK_KINDS)[number]

/** 各方贡献: what a party gave. */
export const CONTRIBUTIONS = ['funds', 'contractor', 'labour', 'coordination'] as const
export type Contribution = (typeof CONTRIBUTIONS)[number]

/** 评价: of the reporter. */
export const SATISFACTIONS = ['satisfied', 'fairly_satisfied', 'dissatisfied', 'no_answer'] as const
export type Satisfaction = (typeof SATISFACTIONS)[number]

/** 佐证用途: what a file shows of the case: the place before the work, after it, or anything else. */
export const EVIDENCE_ROLES = ['before', 'after', 'other'] as const
export type EvidenceRole = (typeof EVIDENCE_ROLES)[number]

/** 坐标系: what a source may declare. Everything kept is WGS-84; a case remembers which its source spoke. */
export const CRS = ['wgs84', 'cgcs2000', 'gcj02', 'bd09'] as const
export const CrsSchema = oneOf(CRS)
export type Crs = Static<typeof CrsSchema>

/** What a person of the directory may be; machines get their roles with their keys. */
export const PERSON_ROLES = [
  'leader', // 领导
  'intake', // 受理员
  'dispatcher', // 派遣员
  'liaison', // 部门联络员
  'verifier', // 核查员
  'duty_chief', // 值班长
  'admin', // 管理员
  'viewer', // 观看员
  'supervisor', // 督查员
  'sector_chief', // 片区长
  'discipline', // 纪检
  'grid_worker', // 网格员
  'mediator', // 调解员
] as const
export const PersonRoleSchema = oneOf(PERSON_ROLES)

/** 角色 of people and machines. `ingest` is a reporting key; `system` is the server itself. */
export const ROLES = ['wall_device', ...PERSON_ROLES, 'ingest', 'system'] as const
export const RoleSchema = oneOf(ROLES)
export type Role = Static<typeof RoleSchema>

/** Epoch milliseconds, UTC; from 1700 to 9999, which the database, the pages and ISO 8601 all hold. */
export const EARLIEST = Date.UTC(1700, 0)
export const LATEST = Date.UTC(9999, 11, 31)
export const InstantSchema = Type.Integer({ minimum: EARLIEST, maximum: LATEST })
