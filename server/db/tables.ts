/** The tables as the query builder sees them. Stamps arrive as epoch ms and are given as Date or SQL. */
import type { ColumnType, Generated } from 'kysely'
import type { EvidenceMediaType } from '@shaotai/shared/contract/evidence.ts'
import type { CaseFile } from '@shaotai/shared/domain/case-file.ts'
import type { AreaChange } from '@shaotai/shared/contract/areas.ts'
import type { AreaShape } from '@shaotai/shared/domain/area.ts'
import type { Acceptable } from '@shaotai/shared/domain/area-finding.ts'
import type { LimitPolicy } from '@shaotai/shared/domain/limit-policy.ts'
import type { Personal } from '@shaotai/shared/domain/commands.ts'
import type { CaseEvent } from '@shaotai/shared/domain/events.ts'
import type { Crs, EvidenceRole, Kind, Role, Sensitivity, Source, Tier } from '@shaotai/shared/domain/vocabulary.ts'
import type { Status } from '@shaotai/shared/domain/lifecycle.ts'

type Stamp = ColumnType<number, Date, Date>
type MaybeStamp = ColumnType<number | null, Date | null, Date | null>
/** Written by append() alone, so never by the query builder. */
type ReadOnly<T> = ColumnType<T, never, never>

export interface Tables {
  log_head: { one: ReadOnly<boolean>; epoch: ReadOnly<string>; seq: ReadOnly<number> }
  event_log: {
    seq: ReadOnly<number>
    case_id: ReadOnly<string>
    version: ReadOnly<number>
    type: ReadOnly<string>
    at: ReadOnly<number>
    recorded_at: ReadOnly<number>
    event: ReadOnly<CaseEvent>
  }
  case_file: {
    id: ReadOnly<string>
    state: ReadOnly<CaseFile>
    seq: ReadOnly<number>
    done_seq: ReadOnly<number | null>
    no: ReadOnly<string>
    kind: ReadOnly<Kind>
    status: ReadOnly<Status>
    category: ReadOnly<string>
    department: ReadOnly<string | null>
    source: ReadOnly<Source>
    sensitivity: ReadOnly<Sensitivity>
    external_id: ReadOnly<string | null>
    exercise: ReadOnly<boolean>
    version: ReadOnly<number>
    lng: ReadOnly<number | null>
    lat: ReadOnly<number | null>
    reported_at: ReadOnly<number>
    accepted_at: ReadOnly<number | null>
    filed_at: ReadOnly<number | null>
    closed_at: ReadOnly<number | null>
    area: ReadOnly<string | null>
    area_path: ReadOnly<string[]>
    community: ReadOnly<string | null>
    round: ReadOnly<number>
    dispatched_at: ReadOnly<number | null>
    signed_at: ReadOnly<number | null>
    feedback_at: ReadOnly<number | null>
    due_at: ReadOnly<number | null>
  }
  case_personal: { case_id: ReadOnly<string>; version: ReadOnly<number>; data: ReadOnly<Personal> }
  command_log: {
    source: ReadOnly<string>
    key: ReadOnly<string>
    body_sha256: ReadOnly<Buffer>
    case_id: ReadOnly<string>
    version: ReadOnly<number>
    at: ReadOnly<number>
  }
  audit_entry: {
    id: Generated<number>
    at: ColumnType<number, never, never>
    actor: string
    role: string
    action: string
    subject: string
    seq: number | null
    details: ColumnType<Record<string, unknown> | null, string | undefined, never>
    reason: ColumnType<string | null, string | undefined, never>
  }
  evidence: {
    id: string
    case_id: string
    role: EvidenceRole
    media_type: EvidenceMediaType
    name: string | null
    content: Buffer
    bytes: number
    sha256: Buffer
    sent_sha256: Buffer
    width: number | null
    height: number | null
    thumbnail: Buffer | null
    added_by: string
    added_role: Role
    added_at: ColumnType<number, never, never>
  }
  evidence_key: {
    source: string
    key: string
    body_sha256: Buffer
    evidence_id: string
    at: ColumnType<number, never, never>
  }
  department: {
    code: string
    name: string
    name_en: string | null
    retired: ColumnType<boolean, boolean | undefined, boolean>
    created_at: ColumnType<number, never, never>
  }
  category: {
    code: string
    name: string
    name_en: string | null
    kind: Kind
    sensitivity: Sensitivity
    limit_minutes: number | null
    policy: ColumnType<LimitPolicy | null, string | null, string | null>
    retired: ColumnType<boolean, boolean | undefined, boolean>
    created_at: ColumnType<number, never, never>
  }
  area: {
    code: string
    tier: Tier
    parent: string | null
    name: string
    name_en: string | null
    households: number | null
    geometry: ColumnType<AreaShape, string, string>
    loaded_at: ColumnType<number, never, never>
    retired_in: number | null
  }
  area_tree: { one: ReadOnly<boolean>; revision: number; demo: boolean }
  area_version: {
    version: number
    valid_from: Stamp
    loaded_at: ColumnType<number, never, never>
    loaded_by: string | null
    loaded_role: string | null
    source_document: string | null
    crs: Crs
    accepted: ColumnType<Acceptable[], string, string>
    areas: number
    changes: ColumnType<AreaChange[], string, string>
    open_cases_elsewhere: number
  }
  area_history: {
    code: string
    version: number
    until: number | null
    tier: Tier
    parent: string | null
    name: string
    name_en: string | null
    households: number | null
    geometry: ColumnType<AreaShape, string, string>
  }
  person: {
    id: string
    username: string
    name: string
    role: Role
    department: string | null
    cleared: ColumnType<boolean, boolean | undefined, boolean>
    areas: ColumnType<string[], string[] | undefined, string[]>
    password_hash: string
    one_time_until: ColumnType<number | null, Date | null | undefined, Date | null>
    disabled_at: ColumnType<number | null, Date | null | undefined, Date | null>
    created_at: ColumnType<number, never, never>
  }
  session: {
    token_sha256: Buffer
    person_id: string
    id: Generated<string>
    created_at: ColumnType<number, Date | undefined, never>
    used_at: ColumnType<number, Date | undefined, Date>
    expires_at: Stamp
    agent: string | null
    revoked_at: ColumnType<number | null, Date | null | undefined, Date | null>
  }
  device: {
    id: string
    name: string
    profile: 'wall' | 'lobby'
    areas: ColumnType<string[], string[] | undefined, string[]>
    token_sha256: Buffer
    token_at: Stamp
    previous_sha256: ColumnType<Buffer | null, Buffer | null | undefined, Buffer | null>
    created_by: string
    created_at: ColumnType<number, never, never>
    last_seen_at: MaybeStamp
    revoked_at: MaybeStamp
  }
  api_key: {
    id: string
    name: string
    key_sha256: Buffer
    history: boolean
    sources: ColumnType<Source[] | null, Source[] | null | undefined, Source[] | null>
    expires_at: ColumnType<number | null, Date | null | undefined, Date | null>
    last_used_at: ColumnType<number | null, Date | null | undefined, Date | null>
    previous_sha256: ColumnType<Buffer | null, Buffer | null | undefined, Buffer | null>
    previous_until: ColumnType<number | null, Date | null | undefined, Date | null>
    created_by: ColumnType<string | null, string | null | undefined, never>
    created_at: ColumnType<number, never, never>
    revoked_at: ColumnType<number | null, Date | null | undefined, Date | null>
  }
  sign_in_try: { subject: Buffer; tries: ReadOnly<number[]>; last_at: Stamp }
  pairing: {
    code: string
    secret_sha256: Buffer
    expires_at: Stamp
    name: ColumnType<string | null, string | null | undefined, string | null>
    profile: ColumnType<'wall' | 'lobby' | null, 'wall' | 'lobby' | null | undefined, 'wall' | 'lobby' | null>
    approved_by: ColumnType<string | null, string | null | undefined, string | null>
  }
}
