/** `npm run import`: loads cases with their past stamps (import-run.ts), or areas (area-run.ts). */
import { runAreas } from './area-run.ts'
import { importRows } from './import-run.ts'
import { runProgram } from './program.ts'

if (process.argv[2] === 'areas') await runAreas()
else
  await runProgram('import', {
    send: ({ examined, client, progress }) => importRows(examined, client, progress),
  })
