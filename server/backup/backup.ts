/** `npm run backup -- DIR`: a consistent copy of a running (or stopped) server's database. docs/backup.md. */
import { readConfig } from '../config.ts'
import { openSource } from './open-source.ts'
import { runProgram } from './program.ts'
import { takeBackup } from './take-backup.ts'
import { toCount, toMegabytes } from './words.ts'

await runProgram('backup', async (dir, say) => {
  const source = await openSource(readConfig())
  try {
    say(`copying ${source.described}`)
    const { seq, tables } = await takeBackup({
      config: source.config,
      dir,
      now: Date.now,
      onTable: ({ name, rows, bytes }) => say(`  ${name}: ${toCount(rows)} rows, ${toMegabytes(bytes)}`),
    })
    const bytes = tables.reduce((sum, it) => sum + it.bytes, 0)
    const rows = tables.reduce((sum, it) => sum + it.rows, 0)
    return `backup ${dir}: the log up to seq ${toCount(seq)}, ${toCount(rows)} rows, ${toMegabytes(bytes)}`
  } finally {
    await source.close()
  }
})
