/** Backup and restore as an operator meets them: programs beside a running server, screens that stay on. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Manifest } from '../../server/backup/manifest.ts'
import { foldedHash, logDigest, runProgram, type Ended } from '../../trust/backup.ts'
import { startLoad } from '../../trust/link-load.ts'
import { addWatchers } from '../../trust/link-people.ts'
import { KEY, openPlace, startServer, type TrustServer } from '../../trust/link-server.ts'
import { openWatch, type Watch } from '../../trust/link-watch.ts'
import { compareAll } from '../../trust/link.ts'
import { openRandom, seedFrom } from '../../trust/random.ts'

const seed = seedFrom(process.env['SEED'])
const { next: random } = openRandom(seed)
const place = openPlace()
const dir = (name: string): string => join(place.dir, name)
const manifestOf = (name: string): Manifest =>
  JSON.parse(readFileSync(join(dir(name), 'manifest.json'), 'utf8')) as Manifest

let server: TrustServer
let watches: Watch[]
let backup: Ended
let restore: Ended
let manifest: Manifest
/** Where the first server's log stood when it was stopped, and the digest of the part that was copied. */
let head: number
let digest: string
/** Snapshots that each screen had taken of the first server: they join the restored one when they will. */
let before: Map<Watch, number>

beforeAll(async () => {
  console.log(`SEED=${seed}`)
  server = await startServer({ dataDir: dir('data') })
  const watchers = await addWatchers(server.database, 7)
  watches = watchers.map((watcher) => openWatch({ url: server.url, watcher, random: () => random() * 0.1 }))
  const load = startLoad({ url: server.url, key: KEY, eventsPerSecond: 100, random })
  await new Promise((done) => setTimeout(done, 2_000))
  const killed = runProgram('backup', dir('killed'), dir('data'), { killAfterMs: 1_200 })
  backup = await runProgram('backup', dir('copy'), dir('data'))
  await killed
  await new Promise((done) => setTimeout(done, 1_000))
  await load.stop()
  expect(await compareAll(server, watches)).toEqual([])
  before = new Map(watches.map((it) => [it, it.snapshots()]))
  manifest = manifestOf('copy')
  head = watches[0]!.picture()!.seq
  digest = await logDigest(server.database, manifest.seq)
}, 180_000)
afterAll(async () => {
  for (const watch of watches ?? []) watch.close()
  await server?.stop()
  place.remove()
})

it('E4 a backup is taken while a hundred events a second go on', () => {
  expect(backup, backup.stderr).toMatchObject({ code: 0 })
  expect(backup.stdout).toContain(`seq ${manifest.seq.toLocaleString('en-US')}`)
  expect(manifest.seq).toBeGreaterThan(100)
  expect(manifest.seq).toBeLessThan(head)
})
it('a killed backup is not there under its name, or is whole', () => {
  if (existsSync(dir('killed'))) expect(manifestOf('killed').seq).toBeGreaterThan(0)
  else expect(readdirSync(place.dir).filter((name) => name === 'killed')).toEqual([])
})
it('E4 it restores into an empty place: the same log up to its seq, without gaps, and the same hash there', async () => {
  const refused = await runProgram('restore', dir('copy'), dir('data'))
  expect(refused.code).toBe(1)
  expect(refused.stderr).toMatch(/is held by process|is not empty/)

  restore = await runProgram('restore', dir('copy'), dir('restored'))
  expect(restore, restore.stderr).toMatchObject({ code: 0 })
  await server.stop()
  server = await startServer({ dataDir: dir('restored'), port: server.port })
  expect(await logDigest(server.database, head)).toBe(digest)
  expect(digest).toMatch(new RegExp(`^${manifest.seq} `))
  expect(await foldedHash(server.database, manifest.seq)).toBe(manifest.picture.hash)
}, 120_000)
it('B8 screens that are ahead of the restored log take a snapshot of its new epoch, and none mixes', async () => {
  const walls = watches.filter(({ profile }) => profile === 'wall' || profile === 'lobby')
  const desks = watches.filter((it) => !walls.includes(it))
  const load = startLoad({ url: server.url, key: KEY, eventsPerSecond: 50, random })
  await expect
    .poll(() => walls.every((it) => it.picture()!.epoch !== manifest.epoch), { timeout: 20_000 })
    .toBe(true)
  // People were signed out by the restore; their screens say so rather than show what is no longer so.
  await expect
    .poll(() => desks.map((it) => it.report().problem?.code), { timeout: 20_000 })
    .toEqual(desks.map(() => 'not_signed_in'))
  const again = await addWatchers(server.database, 7)
  const fresh = again.map((watcher) => openWatch({ url: server.url, watcher, random }))
  await new Promise((done) => setTimeout(done, 1_000))
  await load.stop()
  expect(await compareAll(server, [...walls, ...fresh])).toEqual([])
  for (const watch of fresh) watch.close()
  for (const wall of walls) {
    expect(wall.snapshots()).toBe(before.get(wall)! + 1)
    expect(wall.faults).toEqual([])
    expect(wall.divergences()).toBe(0)
  }
}, 120_000)
it('a stopped server is copied too, and what is copied is what is there', async () => {
  const { rows } = await server.database.readPool.query<{ seq: number }>('select seq from log_head')
  await server.stop()
  const stopped = await runProgram('backup', dir('stopped'), dir('restored'))
  expect(stopped, stopped.stderr).toMatchObject({ code: 0 })
  expect(manifestOf('stopped').seq).toBe(rows[0]!.seq)
  expect((await runProgram('backup', dir('stopped'), dir('restored'))).stderr).toContain(
    'not an empty directory',
  )
  expect((await runProgram('backup', dir('nothing'), dir('nowhere'))).stderr).toContain(
    'There is no database in',
  )
}, 120_000)
