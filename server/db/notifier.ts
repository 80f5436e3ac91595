/**
 * Hears "the log grew" and "rights changed" from PostgreSQL. Only a hint (protocol L4): whoever listens must also poll, and a
 * broken listening connection costs a little delay, never an event.
 */
import type { Database } from './database.ts'

export interface Notifier {
  stop: () => Promise<void>
}

/** What is done at a hint, by channel. */
export type Hints = Record<'shaotai_log' | 'shaotai_rights', () => void>

export function listenForHints(database: Database, hints: Hints, onFault: (fault: Error) => void): Notifier {
  let stopped = false
  let client: Awaited<ReturnType<Database['connect']>> | null = null
  let retry: NodeJS.Timeout | null = null

  const open = async (): Promise<void> => {
    try {
      const opened = await database.connect()
      if (stopped) return void (await opened.end())
      client = opened
      opened.on('notification', ({ channel }) => hints[channel as keyof Hints]?.())
      opened.on('end', again)
      for (const [channel, heard] of Object.entries(hints)) {
        await opened.query(`listen ${channel}`)
        heard() // whatever was told while nobody listened
      }
    } catch (fault) {
      onFault(fault as Error)
      again()
    }
  }
  const again = (): void => {
    client = null
    if (stopped || retry) return
    retry = setTimeout(() => {
      retry = null
      void open()
    }, 1_000)
  }
  void open()
  return {
    stop: async () => {
      stopped = true
      if (retry) clearTimeout(retry)
      await client?.end().catch(() => undefined)
    },
  }
}
