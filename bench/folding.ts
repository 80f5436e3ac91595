/** A few whole clients, the very ones of the pages, in a process of their own: they fold what they are told. */
import { hashOf } from '@shaotai/shared/domain/picture-hash.ts'
import { openLive, type Live } from '../web/live/connect.ts'
import { serve } from './worker.ts'

export interface FoldingReport {
  /** A client each: when it first had a picture of which seq, and every later one. */
  pictures: { seq: number; at: number }[][]
  /** Of the picture each holds now. */
  hashes: { seq: number; hash: string }[]
  divergences: number
}

const JOIN_WITHIN_MS = 60_000
let clients: Live[] = []
let pictures: FoldingReport['pictures'] = []

/** All at once; answers when each has a picture or time is up. */
async function join({ url, tokens }: { url: string; tokens: string[] }): Promise<void> {
  const startedAt = Date.now()
  pictures = tokens.map(() => [])
  clients = tokens.map((token, i) =>
    openLive({
      url,
      token,
      audience: 'wall',
      clock: performance,
      random: Math.random,
      onPicture: ({ picture }) => pictures[i]!.push({ seq: picture.seq, at: Date.now() }),
    }),
  )
  while (pictures.some((it) => it.length === 0)) {
    if (Date.now() - startedAt > JOIN_WITHIN_MS) break // told by the report
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const report = (): FoldingReport => ({
  pictures,
  hashes: clients.map((it) => {
    const { picture } = it.state()
    return picture ? { seq: picture.seq, hash: hashOf(picture) } : { seq: -1, hash: '' }
  }),
  divergences: clients.reduce((sum, it) => sum + it.state().divergences, 0),
})

function leave(): void {
  for (const client of clients.splice(0)) client.close()
}

export type Folding = { join: typeof join; report: typeof report; leave: typeof leave }
serve({ join, report, leave } satisfies Folding)
