/** `npm run erase`: a person's data out of the database, its files and its write-ahead log. docs/audit.md. */
import { open } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type pg from 'pg'
import { ERASE_REASONS, type EraseReason } from '@shaotai/shared/contract/audit-actions.ts'
import { openSource } from '../backup/open-source.ts'
import { Refused } from '../backup/refused.ts'
import { ConfigError, readConfig } from '../config.ts'
import { openDatabase } from '../db/database.ts'
import { StartRefused } from '../db/start-refused.ts'
import { eraseCases } from './erase-cases.ts'
import { exportPerson } from './export-person.ts'
import { findReporter } from './find-reporter.ts'
import { setHold } from './hold.ts'
import { rewriteFiles } from './rewrite-files.ts'

const USAGE = `usage: npm run erase -- --by ACCOUNT --reason ${ERASE_REASONS.filter((it) => it !== 'retention').join('|')} (--case ID [--case ID ...] | --phone NUMBER [--name NAME] | --name NAME) [--dry-run] [--later]
       npm run erase -- --by ACCOUNT --rewrite           writes files anew after earlier erasures, and after retention's
       npm run erase -- --by ADMINISTRATOR --export FILE (--phone NUMBER [--name NAME] | --name NAME)
       npm run erase -- --by ACCOUNT (--hold | --lift) ID
See docs/audit.md.
`
const AT_A_TIME = 100
const say = (line: string): void => void process.stdout.write(`${line}\n`)

class BadCommandLine extends Error {}

function readCommandLine() {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({
    options: {
      by: text,
      reason: text,
      phone: text,
      name: text,
      export: text,
      hold: text,
      lift: text,
      case: { ...text, multiple: true },
      'dry-run': flag,
      later: flag,
      rewrite: flag,
    },
  })
  const whose = values.case ?? values.phone ?? values.name
  const asked = [whose, values.hold, values.lift, values.rewrite || undefined].filter(
    (it) => it !== undefined,
  )
  const isReason = (ERASE_REASONS as readonly string[]).includes(values.reason ?? '')
  if (!values.by || asked.length !== 1 || (whose !== undefined && values.export === undefined && !isReason))
    throw new BadCommandLine()
  if (values.case && (values.phone ?? values.name) !== undefined) throw new BadCommandLine()
  // What is exported is somebody's own: sought as erasing seeks it, with nothing erased.
  const isErasing =
    [values.case, values.reason].some((it) => it !== undefined) || values['dry-run'] || values.later
  if (values.export !== undefined && (whose === undefined || isErasing)) throw new BadCommandLine()
  return { ...values, by: values.by, reason: values.reason as EraseReason }
}
type CommandLine = ReturnType<typeof readCommandLine>

async function work(client: pg.Client, line: CommandLine): Promise<void> {
  const { rows } = await client.query<{ id: string; role: string }>(
    `select id, role from person where username = $1 and disabled_at is null`,
    [line.by],
  )
  const by = rows[0]
  if (!by)
    throw new Refused(
      `There is no account ${line.by}.`,
      'The trail must say who erased, so nothing was done.',
      'Name your own account in --by.',
    )
  if (line.export !== undefined) return exportTo(client, line, { by, file: line.export })
  const held = line.hold ?? line.lift
  if (held !== undefined)
    return tellHold(await setHold(client, held, line.hold !== undefined, by), held, line.hold !== undefined)
  if (!line.rewrite) {
    const ids = line.case ?? (await casesOf(client, line))
    if (line['dry-run']) return say(`Nothing was erased. It would be: ${ids.join(' ') || 'nothing'}`)
    let rows = 0
    let files = 0
    for (let from = 0; from < ids.length; from += AT_A_TIME) {
      const erased = await eraseCases(client, ids.slice(from, from + AT_A_TIME), { by, reason: line.reason })
      rows += erased.rows
      files += erased.files
      for (const id of erased.held) say(`${id} is under a legal hold: nothing of it was erased.`)
    }
    say(`Erased: ${rows} personal rows and ${files} files of ${ids.length} cases. The trail says so.`)
    if (line.later)
      return say(
        'The database’s files still hold it: run `npm run erase -- --rewrite` in a quiet hour, and soon.',
      )
  }
  const { walFiles } = await rewriteFiles(client, by, say)
  say(
    `The side tables are written anew and ${walFiles} files of the write-ahead log are turned over. Older backups still hold what was erased: delete them when your rules say (docs/backup.md).`,
  )
}

/** The file is new, and readable by whoever runs this alone. */
async function exportTo(
  client: pg.Client,
  line: CommandLine,
  { by, file }: { by: { id: string; role: string }; file: string },
): Promise<void> {
  if (by.role !== 'admin')
    throw new Refused(
      `The account ${line.by} is no administrator’s.`,
      'A person’s data leaves the system here, so nothing was exported.',
      'Name an administrator’s account in --by.',
    )
  const ids = await casesOf(client, line)
  if (ids.length === 0)
    return say('There is no case that this person reported, so there is nothing to export.')
  // Made first: what cannot be written is not to be on the trail as handed out.
  const handle = await open(file, 'wx', 0o600).catch((fault: NodeJS.ErrnoException) => {
    throw new Refused(
      `The file ${file} cannot be made (${fault.code}).`,
      'Nothing was exported.',
      'Name a file that is not there yet, in a folder that is.',
    )
  })
  try {
    const told = await exportPerson(client, ids, by)
    await handle.writeFile(`${JSON.stringify(told, null, 2)}\n`)
    say(`${file} has what is kept of this person in ${told.cases.length} cases. The trail says so.`)
  } finally {
    await handle.close()
  }
}

async function casesOf(client: pg.Client, line: CommandLine): Promise<string[]> {
  const found = await findReporter(client, { phone: line.phone, name: line.name })
  if (!found)
    throw new Refused(
      'That is no telephone number: it has fewer than seven digits.',
      'It would be found in cases of many people, so nothing was done.',
      'Give the whole number, or the cases with --case.',
    )
  if (found.mentioned.length > 0)
    say(
      `Mentioned, but not the reporter, in ${found.mentioned.length} cases, which are left as they are; look at them${line.export === undefined ? ' and name those to erase with --case' : ''}: ${found.mentioned.join(' ')}`,
    )
  return found.cases
}

function tellHold(changed: boolean | undefined, id: string, isHeld: boolean): void {
  if (changed === undefined)
    throw new Refused(
      `There is no case ${id}.`,
      'Nothing was changed.',
      'Give the case’s id, not its number.',
    )
  say(
    isHeld
      ? `${id} is under a legal hold${changed ? '' : ' already'}.`
      : `${id} is under no legal hold${changed ? ' any more' : ''}.`,
  )
}

async function run(): Promise<void> {
  const line = readCommandLine()
  const source = await openSource(readConfig())
  const database = await openDatabase({ config: source.config, onFault: () => {} })
  const client = await database.connect()
  try {
    await client.query('set lock_timeout = 0; set idle_in_transaction_session_timeout = 0')
    await work(client, line)
  } finally {
    await client.end()
    await database.close()
    await source.close()
  }
}

try {
  await run()
} catch (fault) {
  const isUsage =
    fault instanceof BadCommandLine || (fault as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')
  const isTold = fault instanceof Refused || fault instanceof StartRefused || fault instanceof ConfigError
  process.stderr.write(
    isUsage
      ? USAGE
      : `${isTold ? (fault as Error).message : `The erasing failed: ${(fault as Error).stack}`}\n`,
  )
  process.exitCode = isUsage ? 2 : 1
}
