/** A wall in a real Chromium, asked from outside: its heap after a forced collection, its nodes and listeners. */
import { chromium, type Browser, type BrowserContext, type CDPSession, type Page } from 'playwright-core'
import { findChromium } from '../scripts/chromium.mjs'
import type { WallHook } from '../web/wall/hook.ts'

export interface HeapSample {
  /** Minutes since the first one. */
  minutes: number
  heapBytes: number
  nodes: number
  listeners: number
  /** As the page itself says. */
  seq: number
  cases: number
}
export interface WallPage {
  page: Page
  cdp: CDPSession
  sample: () => Promise<HeapSample>
  /** Faults the page told its console, and its link when that is not live. */
  faults: () => Promise<string[]>
}

const SIZE = { width: 1920, height: 1080 }
const TOKEN = 'shaotai.device-token'
/** The least of a few collections: what a frame just then under way holds is no growth. */
const LOOKS = 3
const DRAWN_WITHIN_MS = 120_000

export async function openBrowser(...also: string[]): Promise<Browser> {
  const { executablePath, args, env } = await findChromium()
  // Signals are the bench's to handle: it closes the browser with everything else.
  const ours = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false }
  return chromium.launch({ executablePath, args: [...args, ...also], env, headless: true, ...ours })
}

export async function openWall(
  browser: Browser,
  url: string,
  token: string,
  query: string,
  size = SIZE,
  /** Before the page is opened. */
  prepare: (context: BrowserContext) => Promise<unknown> = () => Promise.resolve(),
): Promise<WallPage> {
  const context = await browser.newContext({ viewport: size, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  await context.addInitScript(([name, value]) => localStorage.setItem(name!, value!), [TOKEN, token])
  await prepare(context)
  const page = await context.newPage()
  const said: string[] = []
  page.on('pageerror', (fault) => said.push(fault.message))
  page.on('crash', () => said.push('the page crashed'))
  await page.goto(`${url}/wall?${query}`)
  const hook = () =>
    page.evaluate(() => {
      const it = (window as unknown as { __shaotai?: WallHook })['__shaotai']
      return it
        ? {
            seq: it.seq(),
            cases: it.caseCount(),
            link: it.link(),
            onMap: it.openOnMap(),
            divergences: it.divergences(),
          }
        : null
    })
  const begun = Date.now()
  for (let known = await hook(); !known || known.link !== 'live' || known.onMap === 0; known = await hook()) {
    if (Date.now() - begun > DRAWN_WITHIN_MS)
      throw new Error(`the wall did not come alive: ${JSON.stringify(known)} ${said.join(' | ')}`)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }

  const cdp = await context.newCDPSession(page)
  let first = 0
  const look = async () => {
    await cdp.send('HeapProfiler.enable')
    // The second one collects what finalizers of the first have let go.
    await cdp.send('HeapProfiler.collectGarbage')
    await cdp.send('HeapProfiler.collectGarbage')
    const { usedSize } = await cdp.send('Runtime.getHeapUsage')
    const { nodes, jsEventListeners } = await cdp.send('Memory.getDOMCounters')
    return { heapBytes: usedSize, nodes, listeners: jsEventListeners }
  }
  return {
    page,
    cdp,
    sample: async () => {
      const now = performance.now()
      first ||= now
      const looks: { heapBytes: number; nodes: number; listeners: number }[] = []
      for (let i = 0; i < LOOKS; i += 1) looks.push(await look())
      const least = (pick: (it: (typeof looks)[0]) => number) => Math.min(...looks.map(pick))
      const known = await hook()
      return {
        minutes: (now - first) / 60_000,
        heapBytes: least((it) => it.heapBytes),
        nodes: least((it) => it.nodes),
        listeners: least((it) => it.listeners),
        seq: known?.seq ?? 0,
        cases: known?.cases ?? 0,
      }
    },
    faults: async () => {
      const known = await hook()
      return [
        ...said,
        ...(known?.link === 'live' ? [] : [`the link is ${known?.link ?? 'gone'}`]),
        ...(known?.divergences ? [`${known.divergences} divergences`] : []),
      ]
    },
  }
}
