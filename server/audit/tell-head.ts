/**
 * The chain's end into the server's own log, at the start and once a day: whoever writes the trail anew must then also
 * find every place to which that log went.
 */
import type { FastifyBaseLogger } from 'fastify'
import type pg from 'pg'

const DAY_MS = 86_400_000

export async function readChainHead(
  pool: Pick<pg.Pool, 'query'>,
): Promise<{ block: number; entry: number; hash: string }> {
  const { rows } = await pool.query<{ block: number; entry: number; hash: string }>(
    `select n as block, last_id as entry, encode(hash, 'hex') as hash from audit_head`,
  )
  return rows[0]!
}

export function tellHeadDaily(
  pool: pg.Pool,
  log: FastifyBaseLogger,
  onFault: (fault: Error) => void,
): { stop: () => Promise<void> } {
  let telling: Promise<void> | null = null
  const tell = (): void => {
    telling = readChainHead(pool).then(
      (head) => log.info({ auditHead: head }, 'the audit trail ends here'),
      onFault,
    )
  }
  tell()
  const timer = setInterval(tell, DAY_MS)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      await telling
    },
  }
}
