/**
 * Every error a door may answer, from one closed list: RFC 9457 problem documents with a `code`, what
 * happened (`title`), and what it means and what to do (`detail`).
 */
import { Type, type Static } from 'typebox'
import { CaseViewSchema } from '../domain/case-file.ts'
import { REFUSALS, type RefusalCode } from '../domain/refusal.ts'
import { RoleSchema } from '../domain/vocabulary.ts'
import { EntrySchema } from './stored-entry.ts'

const own = {
  bad_request: {
    status: 400,
    en: 'The request does not have the expected shape. The list says where.',
    'zh-CN': '请求格式不符合要求，详见错误列表。',
  },
  bad_json: {
    status: 400,
    en: 'The body is not valid JSON in UTF-8. Check how it is encoded.',
    'zh-CN': '请求体不是有效的 UTF-8 JSON，请检查编码。',
  },
  bad_place: {
    status: 422,
    en: 'The coordinates are no place: 0,0, half given, or outside the globe. Leave both out if the place is unknown.',
    'zh-CN': '坐标无效（0,0、不完整或超出范围）。位置不明时请两者都不填。',
  },
  outside_district: {
    status: 422,
    en: 'The place lies outside the loaded areas. Check the coordinate system of the source.',
    'zh-CN': '位置不在已加载的区域内，请检查来源坐标系。',
  },
  bad_areas: {
    status: 422,
    en: 'The areas have faults, so none of them was loaded. The list names each with its feature and code.',
    'zh-CN': '区域数据有误，未加载任何区域。错误列表按要素序号和代码逐一列出。',
  },
  unknown_category: {
    status: 422,
    en: 'The directory has no such category. Use a code or a name of GET /api/categories.',
    'zh-CN': '目录中没有该类别，请使用 GET /api/categories 中的代码或名称。',
  },
  unknown_department: {
    status: 422,
    en: 'The directory has no such department. Use a code or a name of GET /api/departments.',
    'zh-CN': '目录中没有该部门，请使用 GET /api/departments 中的代码或名称。',
  },
  bad_entry: {
    status: 422,
    en: 'The entry does not fit its list. The list of errors says where and why; nothing was written.',
    'zh-CN': '条目不符合该清单的要求，错误列表说明位置和原因，未写入任何数据。',
  },
  entry_conflict: {
    status: 409,
    en: 'Somebody changed this entry after you last saw it. Look at it as it is now, then decide again.',
    'zh-CN': '该条目在您查看之后已被他人修改。请查看当前内容后重新决定。',
  },
  entry_in_use: {
    status: 409,
    en: 'Something still refers to this entry, so it was not retired. The list says what; change that first.',
    'zh-CN': '仍有内容引用该条目，未停用。错误列表列出引用处，请先修改。',
  },
  unknown_reference: {
    status: 422,
    en: 'The entry names something that is not there, or is retired. The list says what and where.',
    'zh-CN': '条目引用的内容不存在或已停用，错误列表说明是哪一项。',
  },
  reference_cycle: {
    status: 422,
    en: 'The entries would refer to one another in a circle. The list names it; break it at one of them.',
    'zh-CN': '条目之间会形成循环引用，错误列表列出该循环，请断开其中一处。',
  },
  rule_without_department: {
    status: 422,
    en: 'The routing rule names no department. Say whose case it becomes.',
    'zh-CN': '派遣规则没有指定主办部门，请填写由哪个部门承办。',
  },
  list_read_only: {
    status: 422,
    en: 'This list is kept elsewhere and only shown here. Its documentation says where it is changed.',
    'zh-CN': '该清单在别处维护，此处仅供查看，请按文档说明修改。',
  },
  bad_csv: {
    status: 422,
    en: 'The file is not a table of this list: CSV in UTF-8, its first line the names of fields. Start from an export.',
    'zh-CN': '文件不是该清单的表格：应为 UTF-8 编码的 CSV，首行为字段名。请以导出的文件为模板。',
  },
  import_refused: {
    status: 422,
    en: 'Rows of the file were refused, so nothing of it was written. The rows say why; mend them and send it again.',
    'zh-CN': '文件中有被拒绝的行，未写入任何数据。请按各行说明修正后重新导入。',
  },
  key_reused: {
    status: 422,
    en: 'This key was used before with another body. Nothing was written. A new report needs a new key.',
    'zh-CN': '该幂等键已用于不同内容，未写入任何数据。新上报须使用新键。',
  },
  key_missing: {
    status: 400,
    en: 'A report needs an Idempotency-Key header or an externalId, so that a retry cannot double it; a file needs the header.',
    'zh-CN': '上报需要 Idempotency-Key 头或 externalId，上传文件需要该头，以防重复提交。',
  },
  too_large: {
    status: 413,
    en: 'The body is larger than this route accepts. Send fewer items at a time.',
    'zh-CN': '请求体超过上限，请分批发送。',
  },
  too_many: {
    status: 429,
    en: 'Too many requests. Wait as long as Retry-After says.',
    'zh-CN': '请求过于频繁，请按 Retry-After 等待后重试。',
  },
  media_type: {
    status: 415,
    en: 'This route reads application/json only.',
    'zh-CN': '该接口仅接受 application/json。',
  },
  file_type: {
    status: 415,
    en: 'The file is none of JPEG, PNG, WebP, PDF and plain text in UTF-8; its content decides, not its name. Save it as one of these (a HEIC photo as JPEG) and send that.',
    'zh-CN':
      '文件不是 JPEG、PNG、WebP、PDF 或 UTF-8 纯文本（按内容而非文件名判断）。请另存为上述格式（HEIC 照片存为 JPEG）后上传。',
  },
  file_mismatch: {
    status: 422,
    en: 'The content of the file is not what its Content-Type says. Send it as what it is, or as application/octet-stream.',
    'zh-CN': '文件内容与其 Content-Type 不符。请按真实类型上传，或使用 application/octet-stream。',
  },
  file_broken: {
    status: 422,
    en: 'The file is empty, cut short or damaged and cannot be read to its end. Send the original once more.',
    'zh-CN': '文件为空、不完整或已损坏，无法完整读取。请重新上传原文件。',
  },
  file_too_large: {
    status: 413,
    en: 'An image may have 10 MB and 64 megapixels, another file 20 MB. Send a smaller one.',
    'zh-CN': '图片不得超过 10 MB 和 6400 万像素，其他文件不得超过 20 MB。请缩小后上传。',
  },
  evidence_role_taken: {
    status: 409,
    en: 'This very file is with the case already, in another role. What shows the place before the work cannot show it after; take a new picture.',
    'zh-CN': '该文件已以其他用途附于本案件。处置前的照片不能同时作为处置后的照片，请重新拍摄。',
  },
  evidence_full: {
    status: 422,
    en: 'The case has as many files as a case may have (100). Nothing was added.',
    'zh-CN': '本案件附件已达上限（100 个），未添加。',
  },
  not_signed_in: {
    status: 401,
    en: 'No valid session, device token or key came with the request. Sign in again.',
    'zh-CN': '未登录或凭证失效，请重新登录。',
  },
  wrong_password: { status: 401, en: 'Name or password is wrong.', 'zh-CN': '用户名或密码错误。' },
  wrong_current_password: {
    status: 422,
    en: 'The present password is wrong, so nothing was changed.',
    'zh-CN': '当前密码不正确，未作修改。',
  },
  weak_password: {
    status: 422,
    en: 'The new password is not good enough. Take 12 to 128 characters that nobody guesses: no common password, no name, no run of keys, and not the present one. Several unrelated words do well.',
    'zh-CN':
      '新密码不符合要求。请使用 12 至 128 个不易猜中的字符：不要用常见密码、姓名、连续按键，也不要与当前密码相同。几个互不相关的词组合即可。',
  },
  password_change_needed: {
    status: 403,
    en: 'You signed in with a one-time password. Choose a password of your own first; until then nothing else is open.',
    'zh-CN': '您使用的是一次性密码。请先设置自己的密码，之后才能使用其他功能。',
  },
  too_many_tries: {
    status: 429,
    en: 'This name was tried with wrong passwords too often. Wait as long as Retry-After says; whoever is signed in stays so.',
    'zh-CN': '该用户名的密码错误次数过多，请按 Retry-After 等待后重试。已登录的会话不受影响。',
  },
  name_taken: {
    status: 409,
    en: 'Somebody has this user name already. Nothing was written; take another.',
    'zh-CN': '该用户名已被占用，未写入。请换一个。',
  },
  department_needed: {
    status: 422,
    en: 'Whoever has this role acts for a department. Name the department; nothing was written.',
    'zh-CN': '该角色须隶属部门，请填写部门。未写入。',
  },
  unknown_area: {
    status: 422,
    en: 'There is no area of this code. Use codes of GET /api/areas; nothing was written.',
    'zh-CN': '没有此编码的区域，请使用 GET /api/areas 中的编码。未写入。',
  },
  last_admin: {
    status: 409,
    en: 'This is the last administrator who can sign in. Make another first; nothing was changed.',
    'zh-CN': '这是最后一个可登录的管理员，请先设置另一位管理员。未作修改。',
  },
  source_not_allowed: {
    status: 403,
    en: 'This key may not report from this source. Use the key of that source, or ask an administrator.',
    'zh-CN': '该密钥无权以此来源上报。请使用该来源的密钥，或联系管理员。',
  },
  code_unknown: {
    status: 404,
    en: 'No screen waits with this code. It is valid for ten minutes: read it again from the screen.',
    'zh-CN': '没有屏幕在等待此配对码。配对码十分钟内有效，请重新查看屏幕。',
  },
  not_allowed: {
    status: 403,
    en: 'You are known, but this is not for your role.',
    'zh-CN': '您的角色无权访问。',
  },
  bad_origin: {
    status: 403,
    en: 'The request comes from a page of another site.',
    'zh-CN': '请求来自其他站点的页面。',
  },
  not_found: {
    status: 404,
    en: 'There is nothing here, or nothing that you may see.',
    'zh-CN': '未找到，或您无权查看。',
  },
  no_space: {
    status: 507,
    en: 'The disk is nearly full, so nothing new is accepted; screens and reading go on. Free space on the data volume.',
    'zh-CN': '磁盘空间不足，暂停写入；查看不受影响。请清理数据盘。',
  },
  busy: {
    status: 503,
    en: 'The server has more to write than it can hold. Try again in a few seconds with the same key.',
    'zh-CN': '服务器繁忙，请数秒后用相同的键重试。',
  },
  database_down: {
    status: 503,
    en: 'The log cannot be reached, so nothing was accepted. Try again with the same key.',
    'zh-CN': '数据库不可用，未写入。请用相同的键重试。',
  },
  stopping: {
    status: 503,
    en: 'The server is stopping. Connect again in a few seconds.',
    'zh-CN': '服务器正在停止，请数秒后重新连接。',
  },
  protocol_mismatch: {
    status: 409,
    en: 'The page is of another version than the server. Reload it.',
    'zh-CN': '页面与服务器版本不一致，请刷新页面。',
  },
  internal: {
    status: 500,
    en: 'The server met a fault of its own. It is in the log under this request id.',
    'zh-CN': '服务器内部错误，已按请求编号记录。',
  },
} as const

const STATUS_OF_REFUSAL: Partial<Record<RefusalCode, number>> = {
  version_conflict: 409,
  not_your_role: 403,
  not_your_department: 403,
  not_your_area: 403,
  not_your_report: 403,
  not_cleared: 403,
  history_right_needed: 403,
}

export type ProblemCode = keyof typeof own | RefusalCode
/** A code that a door and the decider share is one code. */
export const PROBLEM_CODES = [...new Set([...Object.keys(own), ...Object.keys(REFUSALS)])] as [
  ProblemCode,
  ...ProblemCode[],
]

const closed = { additionalProperties: false } as const
export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.Enum([...new Set(PROBLEM_CODES)]),
    instance: Type.Optional(Type.String()),
    /** Where a body failed its schema: a JSON pointer and a sentence each. */
    errors: Type.Optional(Type.Array(Type.Object({ path: Type.String(), message: Type.String() }, closed))),
    /** With version_conflict or entry_conflict: the case or entry as it is now, and who changed it. */
    current: Type.Optional(Type.Union([CaseViewSchema, EntrySchema])),
    changedBy: Type.Optional(Type.Object({ name: Type.String(), role: RoleSchema }, closed)),
  },
  { ...closed, title: 'Problem' },
)
export type Problem = Static<typeof ProblemSchema>

/** A problem document in the reader's language. `extra` adds errors, current or instance. */
export function toProblem(
  code: ProblemCode,
  language: 'en' | 'zh-CN' = 'en',
  extra: Partial<Problem> = {},
): Problem {
  const entry = code in own ? own[code as keyof typeof own] : undefined
  const text = (entry ?? REFUSALS[code as RefusalCode])[language]
  const cut = language === 'en' ? text.indexOf('. ') : text.indexOf('。')
  const title = cut > 0 ? text.slice(0, cut + 1) : text
  return {
    type: `urn:shaotai:problem:${code}`,
    title,
    status: entry?.status ?? STATUS_OF_REFUSAL[code as RefusalCode] ?? 422,
    detail: text,
    code,
    ...extra,
  }
}
