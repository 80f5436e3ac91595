/**
 * Hears "the log grew" from PostgreSQL. Only a hint (protocol L4): whoever listens must also poll, and a
 * broken listening connection costs a little delay, never an event.
 */
import type { Database } from './database.ts'

export interface Notifier {
  stop: () => Promise<void>
}

export function listenForGrowth(
  database: Database,
  onGrowth: () => void,
  onFault: (fault: Error) => void,
): Notifier {
  let stopped = false
  let client: Awaited<ReturnType<Database['connect']>> | null = null
  let retry: NodeJS.Timeout | null = null

  const open = async (): Promise<void> => {
    try {
      const opened = await database.connect()
      if (stopped) return void (await opened.end())
      client = opened
      opened.on('notification', onGrowth)
      opened.on('end', again)
      await opened.query('listen shaotai_log')
      onGrowth() // whatever was told while nobody listened
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
