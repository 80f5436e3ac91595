/**
 * Some views on the real server: axe finds nothing and no text is cut. Every view in every state and at every size is what
 * `npm run pictures` goes through, with the same two looks.
 */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { playLives } from './case-lives.ts'
import { startDemo } from './pictures/demo-server.ts'
import { cutOn, violationsOn } from './pictures/faults.ts'
import type { Stage } from './pictures/scene.ts'
import { SCENES } from './pictures/scenes.ts'
import { shotsOf, WALL_SHOTS, wordsOf } from './pictures/shots.ts'
import { visit } from './pictures/visit.ts'
import { openBrowser } from './pictures/wall.ts'

let stage: Stage
let browser: Browser
beforeAll(async () => {
  const server = await startDemo({ timeZone: 'Asia/Shanghai' })
  stage = { server, feed: null, lives: await playLives(server) }
  browser = await openBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await stage?.server.stop()
})

/** What stands on no other test in a browser: those of the brief, of queue, line and intake form have their own. */
const ONCE = ['home signed-out', 'desk candidates', 'desk case']
it.each(ONCE)('%s: axe finds nothing, and nothing is cut', async (name) => {
  const scene = SCENES.find(({ view, state }) => `${view} ${state}` === name)!
  const shots = shotsOf(scene).filter((it) => it.sight === null)
  const { theme } = shots[ONCE.indexOf(name) % 2 === 0 ? 0 : shots.length - 1]!
  const found: Record<string, string[]> = {}
  await visit(
    browser,
    stage,
    scene,
    shots.filter((it) => it.theme === theme).slice(0, 1),
    async (page, { size }) => {
      found[size.join('×')] = [...(await violationsOn(page)), ...(await cutOn(page))]
    },
  )
  expect(Object.values(found)).toEqual([[]])
})

it('a fault is found where there is one', async () => {
  const page = await browser.newPage()
  await page.setContent(
    '<html lang="en"><title>x</title><div style="width:4rem;overflow:hidden;white-space:nowrap">cut before its end</div><button></button>',
  )
  expect(await cutOn(page)).toHaveLength(1)
  expect((await violationsOn(page)).map((it) => it.split(':')[0])).toContain('button-name')
  await page.close()
})

it('every word of a picture’s name is of one sort, so that `--only` is understood', () => {
  const sorts = new Map<string, number>()
  for (const shot of [...WALL_SHOTS, ...SCENES.flatMap(shotsOf)])
    for (const [sort, word] of wordsOf(shot).entries()) {
      expect(sorts.get(word) ?? sort, word).toBe(sort)
      sorts.set(word, sort)
    }
})
