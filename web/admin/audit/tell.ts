/** An entry of the trail in words. Pure; knows no route but the addresses of our own pages. */
import type { AuditItem } from '@shaotai/shared/contract/audit.ts'
import { isAuditAction } from '@shaotai/shared/contract/audit-actions.ts'
import { isListId, LISTS } from '@shaotai/shared/directory/lists.ts'
import type { AdminWords } from '../../i18n/admin/words.ts'
import { secretWords } from '../../i18n/secret/words.ts'
import { nameIn, type Language, type Words } from '../../i18n/words.ts'

export interface Told {
  who: string
  /** '' where it says nothing. */
  role: string
  did: string
  what: string
  /** Of a page of ours; null: there is none. */
  link: string | null
  /** How much, why, and what has become of it since. */
  more: string
}
export interface TellingIn {
  language: Language
  admin: AdminWords
  all: Words
}

export function tell(item: AuditItem, { language, admin, all }: TellingIn): Told {
  const said = admin.audit
  const isServer = item.name === null && (item.role === 'system' || item.actor === 'system')
  const { what, link } = subjectOf(item, language, admin)
  const counts = Object.entries(item.details).flatMap(([name, n]) => said.counts[name]?.(String(n)) ?? [])
  const reasons: Record<string, string> = { ...secretWords(language).reasons, ...said.reasons }
  const why = item.reason === null ? [] : [reasons[item.reason] ?? item.reason]
  const role = (all.roles as Record<string, string>)[item.role] ?? item.role
  return {
    who: item.name ?? (isServer ? said.server : said.gone),
    // A post of the demo is called as its role is.
    role: isServer || item.role === 'system' || role === item.name ? '' : role,
    did: isAuditAction(item.action)
      ? said.actions[item.action]
      : ((all.events as Record<string, string>)[item.action] ?? item.action),
    what,
    link,
    more: [
      ...counts,
      ...rightsOf(item.details, admin, all),
      ...why,
      ...(item.about.erased ? [said.erased] : []),
    ].join(admin.join),
  }
}

/** What somebody may do, or what changed of it: `department` and `departmentWas`. Codes where only those are on the trail. */
function rightsOf(details: AuditItem['details'], admin: AdminWords, all: Words): string[] {
  const { people: said, keys, audit, history } = admin
  const inWords = (right: string, value: unknown): string => {
    if (right === 'role') return (all.roles as Record<string, string>)[String(value)] ?? String(value)
    if (right === 'cleared') return value === true ? keys.yes : audit.no
    if (value === '') return right === 'areas' ? said.wholeDistrict : history.none
    return String(value)
  }
  return (['role', 'department', 'areas', 'cleared'] as const).flatMap((right) => {
    const [is, was] = [details[right], details[`${right}Was`]]
    // Of somebody new only what they have is told.
    if (is === undefined || (was === undefined && (is === '' || is === false))) return []
    const values = (was === undefined ? [is] : [was, is]).map((it) => inWords(right, it))
    return [`${said[right]} ${values.join(' → ')}`]
  })
}

function subjectOf(
  { about, subject, details, actor }: AuditItem,
  language: Language,
  admin: AdminWords,
): { what: string; link: string | null } {
  const said = admin.audit
  const { id, name } = about
  switch (about.kind) {
    case 'case': {
      if (subject === 'intake') return { what: said.intake, link: null }
      const no = name ?? said.gone
      const isFile = details['case'] !== undefined && details['case'] !== subject
      return { what: isFile ? said.file(no) : no, link: id && `/cases/${id}` }
    }
    case 'person':
      return { what: subject === actor ? said.self : (name ?? said.gone), link: null }
    case 'wall':
      // The pairing is of a code: the wall has no name before it has a token.
      return { what: name ?? (/^[A-Z0-9]{6}$/.test(subject) ? subject : said.gone), link: null }
    case 'key':
      return { what: name ?? said.gone, link: null }
    case 'entry': {
      const [, list = '', key = subject, revision = ''] = /^([a-z_]+)\/(.+)@(\d+)$/.exec(subject) ?? []
      const title = name === null ? null : nameIn(language, { name, nameEn: about.nameEn })
      const parts = [title !== null && title !== key ? `${title} ${key}` : key, said.edition(revision)]
      if (!isListId(list)) return { what: parts.join(' · '), link: null }
      return {
        what: [LISTS[list].name[language], ...parts].join(' · '),
        link: `/admin/${list}/${encodeURIComponent(key)}`,
      }
    }
    case 'areas':
      return { what: said.edition(String(details['version'] ?? subject)), link: '/admin/areas' }
    case 'system': {
      const seq = /^seq (\d+)$/.exec(subject)?.[1]
      if (seq !== undefined) return { what: said.place(seq), link: null }
      // That the trail was read says itself.
      return { what: subject === 'files' ? said.database : '', link: null }
    }
  }
}
