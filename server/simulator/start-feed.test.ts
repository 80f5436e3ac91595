import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../config.ts'
import { openTestApp, TEST_KEY, type TestApp } from '../test/app.ts'
import { startFeed } from './start-feed.ts'

let it_: TestApp
let address: string
let stop = (): void => {}
beforeAll(async () => {
  it_ = await openTestApp()
  await it_.app.listen({ port: 0, host: '127.0.0.1' })
  address = `http://127.0.0.1:${(it_.app.server.address() as AddressInfo).port}`
})
afterAll(async () => {
  stop()
  await it_.close()
})

const config = (over: Record<string, string>) =>
  readConfig({ DATA_DIR: '/nonexistent', BOOTSTRAP_INGEST_KEY: TEST_KEY, ...over })

describe('the process of the feed', () => {
  it('signs in, finds no district to play, says so and rests', async () => {
    const lines: string[] = []
    const told = new Promise<void>((done) => {
      const note = (_: object, line: string) => {
        lines.push(line)
        done()
      }
      const feed = startFeed(config({}), address, { info: note, warn: note })
      stop = feed!.stop
    })
    await told
    expect(lines).toEqual([expect.stringMatching(/knows no areas with a shape/)])
  })

  it('is not there with DEMO=off or FEED=off, nor without a key, which is said', () => {
    const said: string[] = []
    const note = (_: object, line: string) => void said.push(line)
    const log = { info: note, warn: note }
    expect(startFeed(config({ DEMO: 'off' }), address, log)).toBeNull()
    expect(startFeed(config({ FEED: 'off' }), address, log)).toBeNull()
    expect(said).toEqual([])
    expect(startFeed(config({ BOOTSTRAP_INGEST_KEY: '' }), address, log)).toBeNull()
    expect(said).toEqual([expect.stringMatching(/no ingest\.key/)])
  })
})
