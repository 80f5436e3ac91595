/**
 * What the live picture does not hold and the server is asked for, when somebody chooses to: a closed case by its number, open
 * ones by words of their titles and addresses, which are personal: each that is told stands on the audit trail.
 */
import type { CaseReply, WordsReply } from '@shaotai/shared/contract/http.ts'
import { SEES_PERSONAL } from '@shaotai/shared/domain/rights.ts'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'
import { computed, shallowRef, watch, type Ref } from 'vue'
import { request, withQuery } from '../../http/request.ts'
import type { QueueWords } from '../../i18n/desk/queue/words.ts'
import { useSession } from '../../stores/session.ts'

export interface Beyond {
  found: 'older' | 'words' | 'case'
  text: string
  note: string
  run: () => void
}
/** Of a word that may be somebody's: one Chinese character stands in half of all titles. */
const LEAST_CHARACTERS = 2

export function useBeyond(line: Ref<string>, words: () => QueueWords, open: (id: string) => void) {
  const session = useSession()
  /** Null: not asked. */
  const older = shallowRef<'none' | 'away' | null>(null)
  const titled = shallowRef<WordsReply['items'] | 'away' | null>(null)
  watch(line, () => ([older.value, titled.value] = [null, null]))

  const said = computed(() => line.value.trim())
  const mayAskOlder = computed(() => /\d{3,}/.test(said.value) && !said.value.includes(' '))
  const mayAskWords = computed(
    () =>
      said.value.length >= LEAST_CHARACTERS && SEES_PERSONAL.has((session.person?.role ?? 'viewer') as Role),
  )

  async function askOlder(): Promise<void> {
    const asked = line.value
    try {
      const { items } = await request<{ items: CaseReply[] }>(
        session.asPerson,
        withQuery('/api/cases', { q: said.value.toUpperCase(), limit: '1' }),
      )
      if (asked !== line.value) return
      if (items[0]) open(items[0].id)
      else older.value = 'none'
    } catch {
      if (asked === line.value) older.value = 'away'
    }
  }
  async function askWords(): Promise<void> {
    const asked = line.value
    try {
      const { items } = await request<WordsReply>(session.asPerson, '/api/cases/words', { words: said.value })
      if (asked === line.value) titled.value = items
    } catch {
      if (asked === line.value) titled.value = 'away'
    }
  }

  const rows = computed<Beyond[]>(() => {
    const { bar } = words()
    const note = ''
    return [
      ...(Array.isArray(titled.value)
        ? titled.value.map(({ id, no, title }) => ({
            found: 'case' as const,
            text: title ?? no,
            note: no,
            run: () => open(id),
          }))
        : []),
      ...(mayAskOlder.value
        ? [
            {
              found: 'older' as const,
              text: older.value === null ? bar.older : older.value === 'away' ? bar.away : bar.olderNone,
              note,
              run: () => void askOlder(),
            },
          ]
        : []),
      ...(mayAskWords.value && !(Array.isArray(titled.value) && titled.value.length > 0)
        ? [
            {
              found: 'words' as const,
              text:
                titled.value === null
                  ? bar.words(said.value)
                  : titled.value === 'away'
                    ? bar.away
                    : bar.wordsNone,
              note: titled.value === null ? bar.wordsMean : note,
              run: () => void askWords(),
            },
          ]
        : []),
    ]
  })
  return { rows }
}
