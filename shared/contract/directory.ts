/**
 * Requests and replies of the directory's lists. An entry's own shape is its list's (shared/directory/lists.ts): the door
 * checks it there, because one route serves them all.
 */
import { Type, type Static } from 'typebox'
import { KEY } from '../directory/field.ts'
import { LIST_IDS } from '../directory/lists.ts'
import { TABLE_FORMATS } from '../table-file/table.ts'
import { openBecause } from './closed.ts'
import { PROBLEM_CODES } from './problem.ts'
import { EntryContentSchema, EntrySchema, storedEntry } from './stored-entry.ts'

export { EntrySchema, type StoredEntry } from './stored-entry.ts'

const closed = { additionalProperties: false } as const
const Words = Type.Object({ 'zh-CN': Type.String(), en: Type.String() }, closed)

/** Why somebody changes an entry, for whoever asks later. */
const Reason = Type.String({ minLength: 1, maxLength: 500, pattern: '^[^\\p{Cc}\\p{Cs}]+$' })
const Revision = Type.Integer({ minimum: 0, maximum: 1_000_000_000 })
export const ListIdSchema = Type.Enum(LIST_IDS)
export const ListParamsSchema = Type.Object({ list: Type.String({ maxLength: 64 }) }, closed)
export const EntryParamsSchema = Type.Object(
  { list: Type.String({ maxLength: 64 }), key: Type.String({ pattern: KEY }) },
  closed,
)

export const DirectoryReplySchema = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          id: ListIdSchema,
          name: Words,
          about: Words,
          key: Type.String(),
          columns: Type.Array(Type.String()),
          references: Type.Array(Type.Object({ path: Type.Array(Type.String()), to: Type.String() }, closed)),
          readOnly: Type.Boolean(),
          entries: Type.Integer(),
          /** JSON Schema of an entry, with the words of its fields. */
          schema: Type.Unsafe<Record<string, unknown>>({
            type: 'object',
            additionalProperties: true,
            ...openBecause('a schema, of which JSON Schema is the schema'),
          }),
        },
        closed,
      ),
    ),
  },
  { ...closed, title: 'DirectoryLists' },
)
export type DirectoryReply = Static<typeof DirectoryReplySchema>

export const EntriesQuerySchema = Type.Object({ retired: Type.Optional(Type.Boolean()) }, closed)
/** `revision` grows with every change of any list: who holds an old one asks again. */
export const EntriesReplySchema = Type.Object(
  { list: ListIdSchema, revision: Type.Integer(), items: Type.Array(EntrySchema) },
  { ...closed, title: 'DirectoryEntries' },
)
export type EntriesReply = Static<typeof EntriesReplySchema>

export const HistoryReplySchema = Type.Object(
  {
    list: ListIdSchema,
    key: Type.String(),
    /** Newest first. `by`: who changed it, null where the server did. */
    items: Type.Array(
      Type.Object(
        { ...storedEntry, by: Type.Union([Type.String(), Type.Null()]), reason: Type.String() },
        closed,
      ),
    ),
  },
  { ...closed, title: 'DirectoryHistory' },
)
export type HistoryReply = Static<typeof HistoryReplySchema>

/** `expectedRevision` 0: there is no such entry yet. Retiring asks for the same two in its query. */
export const PutEntrySchema = Type.Object(
  { expectedRevision: Revision, entry: EntryContentSchema, reason: Reason },
  { ...closed, title: 'PutEntry' },
)
export const RetireQuerySchema = Type.Object(
  { expectedRevision: Revision, reason: Reason },
  { ...closed, title: 'RetireEntry' },
)
/** What is odd about it, and yet may be meant so: a rule that an earlier one leaves nothing to. */
export const WARNING_CODES = ['rule_never_fires'] as const
const WarningSchema = Type.Object(
  {
    code: Type.Enum(WARNING_CODES),
    key: Type.String(),
    /** The earlier rule; the rule itself where it contradicts itself. */
    because: Type.String(),
    message: Type.String(),
  },
  closed,
)
export type DirectoryWarning = Static<typeof WarningSchema>
export const ChangedReplySchema = Type.Object(
  { ...storedEntry, warnings: Type.Array(WarningSchema) },
  { ...closed, title: 'DirectoryChanged' },
)

export const ExportQuerySchema = Type.Object(
  { format: Type.Optional(Type.Enum(['json', ...TABLE_FORMATS] as const)) },
  closed,
)
export const ImportQuerySchema = Type.Object(
  {
    dryRun: Type.Optional(Type.Boolean()),
    /** With CSV, which has no place for it. */
    reason: Type.Optional(Reason),
  },
  closed,
)
export const IMPORT_LIMIT = 5_000
export const ImportRequestSchema = Type.Object(
  {
    reason: Type.Optional(Reason),
    list: Type.Optional(ListIdSchema),
    items: Type.Array(Type.Object({ revision: Type.Optional(Revision), entry: EntryContentSchema }, closed), {
      maxItems: IMPORT_LIMIT,
    }),
  },
  { ...closed, title: 'DirectoryImport' },
)
export type ImportRequest = Static<typeof ImportRequestSchema>

export const IMPORT_OUTCOMES = ['added', 'changed', 'same', 'refused'] as const
/** Row by row, in the order sent. Where one is refused, nothing of the file was written. */
export const ImportReplySchema = Type.Object(
  {
    dryRun: Type.Boolean(),
    written: Type.Boolean(),
    counts: Type.Object(
      { added: Type.Integer(), changed: Type.Integer(), same: Type.Integer(), refused: Type.Integer() },
      closed,
    ),
    rows: Type.Array(
      Type.Object(
        {
          /** 1 for the first entry; of CSV the heading is not counted. */
          row: Type.Integer(),
          key: Type.Union([Type.String(), Type.Null()]),
          outcome: Type.Enum(IMPORT_OUTCOMES),
          /** Of a refused row. */
          code: Type.Optional(Type.Enum(PROBLEM_CODES)),
          message: Type.Optional(Type.String()),
        },
        closed,
      ),
    ),
    warnings: Type.Array(WarningSchema),
  },
  { ...closed, title: 'DirectoryImported' },
)
export type ImportReply = Static<typeof ImportReplySchema>

// ── What rules would have done ───────────────────────────────────────────────────────────────────────

export const RULES_LIMIT = 500
/** Most cases that one dry run looks at, the newest first. */
export const DRY_RUN_CASES = 20_000
export const DryRunRequestSchema = Type.Object(
  {
    /** The whole set as it would be; absent: the rules as they are. Each is an entry of routing_rules. */
    rules: Type.Optional(Type.Array(EntryContentSchema, { maxItems: RULES_LIMIT })),
    /** Cases filed in this window; absent: the last 30 days. */
    from: Type.Optional(Type.String({ format: 'date-time', maxLength: 40 })),
    to: Type.Optional(Type.String({ format: 'date-time', maxLength: 40 })),
  },
  { ...closed, title: 'DryRun' },
)
export type DryRunRequest = Static<typeof DryRunRequestSchema>

const Code = Type.Union([Type.String(), Type.Null()])
/** Of `of` cases that a rule matched and somebody dispatched: those that ended with the department that the rule names. */
const Agreement = Type.Object({ agreed: Type.Integer(), of: Type.Integer() }, closed)
export const DryRunReplySchema = Type.Object(
  {
    from: Type.String({ format: 'date-time' }),
    to: Type.String({ format: 'date-time' }),
    cases: Type.Integer(),
    /** The window has more cases than were looked at. */
    cut: Type.Boolean(),
    /** Rules as asked, in their order. */
    rules: Type.Array(
      Type.Object(
        { code: Type.String(), department: Type.String(), fired: Type.Integer(), agreement: Agreement },
        closed,
      ),
    ),
    /** With the rules as they are, and with those asked about. */
    standing: Type.Object({ unmatched: Type.Integer(), agreement: Agreement }, closed),
    asked: Type.Object({ unmatched: Type.Integer(), agreement: Agreement }, closed),
    /** Cases whose suggestion would differ, most first; null: none. */
    moved: Type.Integer(),
    moves: Type.Array(Type.Object({ from: Code, to: Code, cases: Type.Integer() }, closed)),
    warnings: Type.Array(WarningSchema),
  },
  { ...closed, title: 'DryRunReply' },
)
export type DryRunReply = Static<typeof DryRunReplySchema>
