/** What a picture of a view is made of: who looks, where, at which sizes, and what they do until it looks so. Knows no page. */
import type { Page } from 'playwright-core'
import type { Lives } from '../case-lives.ts'
import type { DemoServer, Program } from './demo-server.ts'

export const VIEWS = ['wall', 'home', 'desk', 'intake', 'brief', 'cases', 'admin', 'design'] as const
export type View = (typeof VIEWS)[number]
/** CSS pixels. */
export type Size = readonly [width: number, height: number]

export interface Stage {
  server: DemoServer
  /** The district's past and present, once they have begun. */
  feed: Program | null
  /** A case of each kind whose whole story is known, once they have been played. */
  lives: Lives | null
}

export interface Scene {
  view: View
  state: string
  /** One of the demo's people; null: nobody is signed in. */
  who: string | null
  path: string | ((stage: Stage) => string)
  /** The first is where it is brought into its state; to the others it is resized. */
  sizes: readonly Size[]
  /** On the page, which is there and has read what it shows. */
  act?: (page: Page, stage: Stage) => Promise<unknown>
  /** After the last picture of a page. */
  leave?: (page: Page, stage: Stage) => unknown
  /** Also as people see it who do not see every colour. */
  isForEverySight?: true
}
