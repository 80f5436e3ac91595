/** `npm run import`: loads a file of cases with their past stamps. What it does is in import-run.ts. */
import { importRows } from './import-run.ts'
import { runProgram } from './program.ts'

await runProgram('import', {
  send: ({ examined, client, progress }) => importRows(examined, client, progress),
})
