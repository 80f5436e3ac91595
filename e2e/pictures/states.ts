/** How each state of the wall comes about, in one district after another of its hours. Knows the demo, no picture. */
import type { Page } from 'playwright-core'
import { playLives } from '../case-lives.ts'
import type { Stage } from './scene.ts'
import type { State } from './shots.ts'
import { calm, shown } from './wall.ts'

interface WallState {
  /** Before a page is opened. */
  begin?: (stage: Stage) => Promise<(() => Promise<void>) | void>
  /** On a page that is not open yet, and on one that is. */
  prepare?: (page: Page) => Promise<unknown>
  look?: (page: Page, stage: Stage) => Promise<void>
  /** After its last picture. */
  leave?: (stage: Stage) => void
}

const HISTORY_WITHIN_MS = 300_000
/** So many cases of the opening have come by then that every list has something to tell. */
const LIVES_MS = 45_000
/** Of the storm: three hours of ten times the usual cases, at this speed in three minutes. */
const STORM_SPEED = 60
const STORM_CASES = /: ([6-9]\d|[1-9]\d\d+) reported/ // the first of its three hours
const STORM_WITHIN_MS = 300_000
const STALE_WITHIN_MS = 15_000
/** A banner fades in, and what is below it fades out. */
const FADED_MS = 1_000

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

export const WALL_STATES: Record<State, WallState> = {
  // The district stands there, and nobody has reported anything yet.
  nothing: {},

  // Its past is being loaded: held there, as long as pictures are taken.
  'first-minute': {
    begin: async (stage) => {
      stage.feed = stage.server.feed()
      await stage.feed.said(/^history: 10 of/, HISTORY_WITHIN_MS)
      stage.feed.hold()
      return async () => {
        // Whoever was held for longer than an answer may take gives up: another goes on with what is left.
        await stage.feed?.stop()
        stage.feed = null
      }
    },
  },

  busy: { begin: lives },

  'broken-panel': {
    begin: lives,
    prepare: (page) =>
      page.route(/\/api\/kpis\?.*time_to_close_p50/, (route) =>
        route.fulfill({ json: { asOf: new Date().toISOString(), asOfSeq: 1, items: 'no list at all' } }),
      ),
    look: (page) => page.locator('.broken').first().waitFor(),
  },

  // Somebody has asked what a figure means.
  definition: {
    begin: lives,
    look: async (page) => {
      await page.locator('[data-kpi=on_time_rate_due]').click()
      await page.locator('dialog[open], [role=dialog]').first().waitFor()
    },
  },

  // A duty chief has put a case on the wall.
  spotlight: {
    begin: async (stage) => {
      await lives(stage)
      const { act, ids } = (stage.lives ??= await playLives(stage.server))
      await act('chief', ids.hazard, { type: 'spotlight', minutes: 10 })
      return () => act('chief', ids.hazard, { type: 'unspotlight' })
    },
    look: (page) => page.locator('[data-panel=spotlight]').waitFor(),
  },

  storm: {
    begin: async (stage) => {
      await lives(stage)
      const storm = stage.server.simulate('rainstorm', '--speed', String(STORM_SPEED), '--minutes', '30')
      await storm.said(STORM_CASES, STORM_WITHIN_MS)
      return () => storm.stop()
    },
  },

  'link-lost': {
    begin: lives,
    look: async (page, { server }) => {
      await calm(page) // whatever it was still reading would stay away
      server.hold()
      await page.locator('[data-stale]').waitFor({ timeout: STALE_WITHIN_MS * 2 })
      await pause(FADED_MS)
    },
    leave: ({ server }) => server.goOn(),
  },
}

/** The district goes about its day. */
export async function lives(stage: Stage): Promise<void> {
  const isNew = stage.feed === null
  stage.feed ??= stage.server.feed()
  stage.feed.goOn()
  await stage.feed.said(/^the district lives/, HISTORY_WITHIN_MS)
  if (isNew) await pause(LIVES_MS)
}

/** Opens the wall and brings it into its state. */
export async function enter(page: Page, state: State, address: string, stage: Stage): Promise<void> {
  await WALL_STATES[state].prepare?.(page)
  await page.goto(address)
  await shown(page)
  await WALL_STATES[state].look?.(page, stage)
}
