/** An action in words, as the tray, a conflict and a live region say it: what, and to whom or what. Pure. */
import type { Words } from '../i18n/words.ts'
import { actingWords } from '../i18n/acting/words.ts'
import type { Reader } from '../case/reader.ts'
import type { Act } from './outbox.ts'

type Told = Pick<Reader, 'language' | 'department'> & { words: Pick<Words, 'actions' | 'codes'> }

/** Without the case's number, and without anything that was typed. */
export function sayAct({ body }: Pick<Act, 'body'>, { words, language, department }: Told): string {
  const { apart, toWhom } = actingWords(language)
  const text = (name: string): string | undefined =>
    typeof body[name] === 'string' ? (body[name] as string) : undefined
  const { codes } = words
  const whom = text('department') ?? text('lead')
  const code = text('code')
  const details = [
    whom && toWhom(department(whom)),
    code && (codes.reasons as Record<string, string>)[code],
    text('severity') && (codes.severities as Record<string, string>)[text('severity')!],
    text('tier') && (codes.tiers as Record<string, string>)[text('tier')!],
    text('satisfied') && (codes.satisfactions as Record<string, string>)[text('satisfied')!],
  ].filter(Boolean)
  const [first, ...rest] = details
  return [[words.actions[body.type], first].filter(Boolean).join(' '), ...rest].join(apart)
}
