/**
 * Screens without glass: the product's own client, many times over, each writing down every change of its
 * picture. Nothing of the protocol is repeated here; what is judged is what a wall would have shown.
 */
import { hashOf } from '@shaotai/shared/domain/picture-hash.ts'
import type { Picture } from '@shaotai/shared/domain/picture.ts'
import { openLive, type Live, type Published } from '../web/live/connect.ts'
import type { LinkReport } from '../web/live/sync-state.ts'
import type { Applied, Journal } from './check-screens.ts'
import type { Random } from './random.ts'
import { SEATS, type Tokens } from './sign-in.ts'

export interface ScreensOptions {
  url: string
  count: number
  tokens: Tokens
  random: Random
  /** Share of the product's back-off that is waited: less than 1 makes more of them resume between two kills. */
  patience: number
}
export interface Screens {
  /** How often a screen that had lost its link was in step again. */
  resumed: () => number
  /** Pictures that came by snapshot, the first of each screen included. */
  snapshots: () => number
  /** All stand at this seq or later, with a live link. */
  inStep: (seq: number) => boolean
  journals: () => Journal[]
  close: () => void
}

/** Hashing every picture of every screen would be the run's largest cost; this often finds what differs. */
const HASH_EVERY_MS = 500

export async function openScreens({
  url,
  count,
  tokens,
  random,
  patience,
}: ScreensOptions): Promise<Screens> {
  const screens: ReturnType<typeof openScreen>[] = []
  for (let i = 0; i < count; i += 1) {
    const { as, audience, department } = SEATS[i % SEATS.length]!
    const token = as === 'wall' || as === 'lobby' ? await tokens.device(as) : tokens.of(as)
    screens.push(
      openScreen(`${i + 1} ${as} ${audience}${department ? ` ${department}` : ''}`, {
        url,
        token,
        audience,
        department,
        random,
        patience,
      }),
    )
  }
  return {
    resumed: () => screens.reduce((sum, it) => sum + it.resumed(), 0),
    snapshots: () =>
      screens.reduce((sum, it) => sum + it.applied.filter(({ replaced }) => replaced).length, 0),
    inStep: (seq) =>
      screens.every(({ live, applied }) => live.state().link === 'live' && (applied.at(-1)?.to ?? -1) >= seq),
    journals: () => screens.map((it) => it.journal()),
    close: () => screens.forEach(({ live }) => live.close()),
  }
}

interface ScreenOptions {
  url: string
  token: string
  audience: (typeof SEATS)[number]['audience']
  department: string | undefined
  random: Random
  patience: number
}

function openScreen(screen: string, { url, token, audience, department, random, patience }: ScreenOptions) {
  const applied: Applied[] = []
  let picture: Picture | null = null
  let hashedAt = 0
  let wasLive = false
  let isLive = false
  let resumed = 0

  const onPicture = ({ picture: next, frames, replaced }: Published): void => {
    // Where the first frame says it goes on from, unless it begins with what we have.
    const from = replaced ? 0 : Math.max(picture?.seq ?? 0, (frames[0]?.from ?? 1) - 1)
    // A frame may begin inside what the one before it told: folding leaves that out, and so do we.
    let reached = from
    const events = frames.flatMap((frame) => {
      const news = replaced ? [] : frame.events.filter(({ seq }) => seq > reached)
      reached = Math.max(reached, frame.to)
      return news
    })
    const now = performance.now()
    const isDue = replaced || now - hashedAt > HASH_EVERY_MS
    if (isDue) hashedAt = now
    applied.push({
      epoch: next.epoch,
      replaced,
      from,
      to: next.seq,
      events: events.map(({ seq, caseId, version, type }) => ({ seq, caseId, version, type })),
      ...(isDue && { hash: hashOf(next) }),
    })
    picture = next
  }
  const onLink = ({ link }: LinkReport): void => {
    if (link === 'live' && !isLive && wasLive) resumed += 1
    // Asking again on the same connection is no loss of it.
    if (link !== 'asking') isLive = link === 'live'
    wasLive ||= link === 'live'
  }
  const live: Live = openLive({
    url,
    token,
    audience,
    ...(department !== undefined && { scope: { department } }),
    clock: { now: () => performance.now() },
    random: () => random.next() * patience,
    onPicture,
    onLink,
  })
  return {
    live,
    applied,
    resumed: () => resumed,
    journal: (): Journal => {
      const last = applied.at(-1)
      if (last && picture) last.hash ??= hashOf(picture)
      const { audience: granted, divergences, compared } = live.state()
      return {
        screen,
        audience: granted ?? { profile: audience, department: department ?? null, cleared: false },
        applied,
        divergences,
        compared,
      }
    },
  }
}
