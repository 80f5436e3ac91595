/** `npm run restore -- DIR`: a backup into an empty place, with a new epoch. docs/backup.md. */
import { readConfig } from '../config.ts'
import { applyRestore } from './apply-restore.ts'
import { readVerified } from './manifest.ts'
import { openTarget } from './open-target.ts'
import { runProgram } from './program.ts'
import { toCount } from './words.ts'

await runProgram('restore', async (dir, say) => {
  const config = readConfig()
  say(`checking ${dir}`)
  const manifest = await readVerified(dir)
  const target = await openTarget(config)
  say(`loading what was copied at ${manifest.takenAt} into ${target.described}`)
  let outcome: 'restored' | 'failed' = 'failed'
  try {
    const restored = await applyRestore({
      config: target.config,
      described: target.described,
      dir,
      manifest,
      onTable: ({ name, rows }) => say(`  ${name}: ${toCount(rows)} rows, the same as copied`),
    })
    outcome = 'restored'
    if (!restored.pictureCompared)
      say('the picture was not compared: this version shows other fields than the one that made the backup')
    say(`${toCount(restored.sessionsEnded)} sessions were ended: everybody signs in again`)
    say(
      `${restored.devices} walls and ${restored.keys} keys are valid as they were then: revoke again what was revoked since`,
    )
    return `restored ${dir}: the log up to seq ${toCount(manifest.seq)}, new epoch ${restored.epoch}`
  } finally {
    await target.close(outcome)
  }
})
