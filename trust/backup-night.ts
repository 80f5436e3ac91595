/**
 * Backup under load, restore, and screens that were ahead, again and again, each round on the restored store of
 * the one before: `node trust/backup-night.ts [ROUNDS] [SCREENS]`, and a part of `npm run trust:night`.
 */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Manifest } from '../server/backup/manifest.ts'
import { foldedHash, logDigest, runProgram } from './backup.ts'
import { startLoad } from './link-load.ts'
import { isMain, quantile, tell, type Outcome } from './link-outcome.ts'
import { addWatchers } from './link-people.ts'
import { KEY, openPlace, startServer } from './link-server.ts'
import { openWatch } from './link-watch.ts'
import { compareAll } from './link.ts'
import { openRandom, seedFrom } from './random.ts'

export async function nightRestores(seed: number, rounds = 20, screens = 50): Promise<Outcome> {
  const { next: random } = openRandom(seed)
  const place = openPlace()
  let server = await startServer({ dataDir: `${place.dir}/0` })
  // Walls and lobbies alone: people are signed out by a restore.
  const walls = (await addWatchers(server.database, screens * 4)).filter(
    (it) => it.profile === 'wall' || it.profile === 'lobby',
  )
  const watches = walls.slice(0, screens).map((watcher) => openWatch({ url: server.url, watcher, random }))
  const failures: string[] = []
  const backupMs: number[] = []
  const restoreMs: number[] = []
  const seqs: number[] = []
  try {
    for (let n = 1; n <= rounds; n += 1) {
      const fail = (what: string): void => void failures.push(`round ${n}: ${what}`)
      const load = startLoad({ url: server.url, key: KEY, eventsPerSecond: 120, random })
      await sleep(1_000 + random() * 4_000)
      const copy = `${place.dir}/copy-${n}`
      const backup = await runProgram('backup', copy, server.dataDir)
      backupMs.push(backup.ms)
      await sleep(500 + random() * 1_500)
      await load.stop()
      failures.push(...(await compareAll(server, watches)).map((it) => `round ${n}, before: ${it}`))
      if (backup.code !== 0) {
        fail(backup.stderr)
        continue
      }
      const manifest = JSON.parse(readFileSync(`${copy}/manifest.json`, 'utf8')) as Manifest
      const digest = await logDigest(server.database, manifest.seq)
      const snapshots = watches.map((it) => it.snapshots())
      const restore = await runProgram('restore', copy, `${place.dir}/${n}`)
      restoreMs.push(restore.ms)
      if (restore.code !== 0) {
        fail(restore.stderr)
        continue
      }
      await server.stop()
      server = await startServer({ dataDir: `${place.dir}/${n}`, port: server.port })
      seqs.push(manifest.seq)
      if ((await logDigest(server.database, manifest.seq)) !== digest) fail('another log')
      if ((await foldedHash(server.database, manifest.seq)) !== manifest.picture.hash) fail('another hash')
      failures.push(...(await compareAll(server, watches)).map((it) => `round ${n}, after: ${it}`))
      watches.forEach((it, i) => {
        if (it.picture()!.epoch === manifest.epoch) fail('a screen stands in the old epoch')
        if (it.snapshots() !== snapshots[i]! + 1)
          fail(`a screen took ${it.snapshots() - snapshots[i]!} snapshots`)
      })
    }
    failures.push(...watches.flatMap((it) => it.faults))
    const figures = {
      screens: watches.length,
      'last seq': seqs.at(-1) ?? 0,
      'backup p50 ms': quantile(backupMs, 0.5),
      'backup max ms': quantile(backupMs, 1),
      'restore p50 ms': quantile(restoreMs, 0.5),
      'restore max ms': quantile(restoreMs, 1),
    }
    return { name: 'E4 B8 backup, restore, screens ahead', trials: rounds, failures, figures }
  } finally {
    for (const it of watches) it.close()
    await server.stop()
    place.remove()
  }
}

if (isMain(import.meta.url)) {
  const [rounds, screens] = process.argv.slice(2).map(Number)
  const seed = seedFrom(process.env['SEED'])
  tell(seed, await nightRestores(seed, rounds, screens))
}
