// `npm run replay`, `import`, …: sets up and runs one command-line program of the project. The table is all it knows.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { becomeChild } from './child.mjs'
import { setUp } from './set-up.mjs'
import { fail, root, Stop } from './toolchain.mjs'

const programs = {
  replay: { file: 'server/import/replay.ts' },
  import: { file: 'server/import/import.ts' },
  backup: { file: 'server/backup/backup.ts' },
  audit: { file: 'server/audit/audit.ts' },
  erase: { file: 'server/erasure/erase.ts' },
  restore: { file: 'server/backup/restore.ts' },
  bench: { file: 'bench/bench.ts', web: true },
  'trust:night': { file: 'trust/night.ts', web: true },
  'trust:release': { file: 'trust/release.ts', web: true },
  simulate: { file: 'server/simulator/simulate.ts' },
  pictures: { file: 'e2e/pictures/pictures.ts', web: true },
}

const [name, ...args] = process.argv.slice(2)

async function run() {
  const program = programs[name]
  if (!program || !existsSync(join(root, program.file))) {
    throw new Stop(
      `There is no program called ${name ?? '(nothing)'}.`,
      `Known are: ${Object.keys(programs)
        .filter((known) => existsSync(join(root, programs[known].file)))
        .join(', ')}.`,
      'Run `npm run` to see every command.',
    )
  }
  const { node, environment } = await setUp({ web: program.web })
  // Paths on the command line mean the folder the person stands in, which npm leaves for the project's root.
  becomeChild(node, ['--disable-warning=ExperimentalWarning', program.file, ...args], environment)
}

run().catch(fail)
