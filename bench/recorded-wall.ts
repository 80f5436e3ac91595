/**
 * Records what a wall asks of MapLibre: the same pages once more, built with a stand-in for the library that notes
 * it (bare-map/recorder.ts), opened in place of the ones that the server has.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Route } from 'playwright-core'
import { buildWithMaps } from './source-maps.ts'
import { openBrowser, openWall } from './wall-page.ts'

export const buildRecorder = (outDir: string): Promise<void> =>
  buildWithMaps(
    {
      configFile: join(import.meta.dirname, '../vite.config.ts'),
      resolve: {
        alias: [{ find: /^maplibre-gl$/, replacement: join(import.meta.dirname, 'bare-map/recorder.ts') }],
      },
    },
    outDir,
  )

export interface RecordedWall {
  /** See bare-map/recording.ts. */
  json: string
  /** Where in it the last `windowMs` begin, ms. */
  from: number
}
/** Rests `settleMs` as a wall that is measured does, and then goes on for `windowMs`. */
export async function recordWall(
  recorderDir: string,
  wall: { url: string; token: string; size: { width: number; height: number } },
  { settleMs, windowMs }: { settleMs: number; windowMs: number },
): Promise<RecordedWall> {
  const inPlace = (route: Route): Promise<void> => {
    const { pathname } = new URL(route.request().url())
    const path = join(recorderDir, pathname === '/wall' ? 'index.html' : pathname)
    return existsSync(path) ? route.fulfill({ path }) : route.continue()
  }
  // A page that nobody served has no place on a network, and may not open a link into this one.
  const browser = await openBrowser('--disable-features=LocalNetworkAccessChecks')
  try {
    const { page } = await openWall(browser, wall.url, wall.token, '', wall.size, (context) =>
      context.route(/\/(wall|assets)\b/, inPlace),
    )
    await new Promise((resolve) => setTimeout(resolve, settleMs + windowMs))
    const json = await page.evaluate(() =>
      JSON.stringify((window as unknown as { mapRecording?: object }).mapRecording),
    )
    if (!json) throw new Error('the wall asked nothing of the recorder: was MapLibre not replaced?')
    const { calls } = JSON.parse(json) as { calls: { at: number }[] }
    return { json, from: Math.max(0, calls.at(-1)!.at - windowMs) }
  } finally {
    await browser.close()
  }
}
