// Knows as whom PostgreSQL runs: it refuses to run as root, and root must not run it as anybody who has more.
// Knows nothing about clusters; it gives words to put before a command, and the owner that files must have.

import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, readFileSync, statSync } from 'node:fs'
import { StartRefused } from './start-refused.ts'

export interface PostgresAccount {
  /** For the log: "this user (1000)", … */
  description: string
  /** What stands before `initdb …`. initdb insists on an account that has a name. */
  initdb: string[]
  /** What stands before `postgres …`: each of the words replaces itself by the next, so the pid stays one. */
  postgres: string[]
  /** Who must own the files for initdb and for postgres; null where that is this user anyway. */
  initdbOwner: number | null
  owner: number | null
  /** Whether the kernel ends it when this process ends, however that happens. */
  endsWithParent: boolean
}

/** Programs are looked up here and nowhere else, and PostgreSQL sees nothing of this process's environment. */
export const postgresEnvironment = {
  PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
  LC_ALL: 'C',
  TZ: 'UTC',
}

const INTERRUPT_WITH_PARENT = ['setpriv', '--pdeathsig', 'INT'] // INT: PostgreSQL's fast and clean shutdown

/** Between the numbers that Debian gives to people and those systemd gives out by itself: nobody's. */
const FIRST_FREE_NUMBER = 60_931

/** The soundest way that works here, tried out on the program and the directory (real path, existing). */
export function choosePostgresAccount(program: string, directory: string): PostgresAccount {
  const endsWithParent = works([...INTERRUPT_WITH_PARENT, 'true'])
  const tie = endsWithParent ? INTERRUPT_WITH_PARENT : []
  if (process.getuid?.() !== 0) {
    const description = `this user (${process.getuid?.() ?? 'unknown'})`
    return { description, initdb: [], postgres: tie, initdbOwner: null, owner: null, endsWithParent }
  }
  const accounts = readAccounts()
  const named = accounts.find(({ name }) => name === 'nobody') ?? accounts.find(({ number }) => number > 0)
  if (named && endsWithParent) {
    const ownNumber = ownAccount(accounts, named.number, program, directory)
    if (ownNumber) return ownNumber
    // Where paths are closed to others (a checkout in /root) or numbers cannot be changed: still root's files,
    // but none of root's powers over the system, behind the wall of a user namespace.
    const mapped = ['unshare', '--user', `--map-user=${named.number}`, `--map-group=${named.number}`]
    if (works([...mapped, ...tie, program, '--version'])) {
      return {
        description: 'root without its powers, in a user namespace',
        initdb: mapped,
        postgres: [...mapped, ...tie], // entering the namespace undoes the tie, so it is made inside
        initdbOwner: 0,
        owner: 0,
        endsWithParent,
      }
    }
  }
  throw new StartRefused(
    'PostgreSQL refuses to run as root, and no way was found to run it as somebody else.',
    `Tried: an account of its own by setpriv (it must be able to enter ${directory} and to run ${program}), ` +
      'and a user namespace by unshare. Both programs belong to util-linux.',
    'Start the server as an ordinary user, or name a PostgreSQL in DATABASE_URL.',
  )
}

/** A number of its own that owns nothing but the cluster. It needs no entry in /etc/passwd; only initdb wants one. */
function ownAccount(
  accounts: { number: number }[],
  named: number,
  program: string,
  directory: string,
): PostgresAccount | null {
  const taken = new Set(accounts.map(({ number }) => number))
  let own = FIRST_FREE_NUMBER
  while (taken.has(own)) own += 1
  const become = (number: number) => [
    'setpriv',
    `--reuid=${number}`,
    `--regid=${own}`,
    '--clear-groups',
    '--no-new-privs',
    '--inh-caps=-all',
  ]
  const reaches = () =>
    works([...become(own), 'sh', '-c', 'test -x "$1" && exec "$2" --version', 'sh', directory, program])
  if (!reaches()) {
    const close = openDoor(directory, own)
    if (!reaches()) {
      close()
      return null
    }
  }
  return {
    description: `an account of its own (${own})`,
    initdb: become(named),
    postgres: [...become(own), '--pdeathsig', 'INT'],
    initdbOwner: named,
    owner: own,
    endsWithParent: true,
  }
}

/** Lets the account, as the directory's group and nobody else, pass through a data directory that is root's alone. */
function openDoor(directory: string, group: number): () => void {
  const { uid, gid, mode } = statSync(directory)
  if (uid !== 0 || (gid !== 0 && gid !== group)) return () => {} // somebody has arranged it: not ours to change
  try {
    chownSync(directory, 0, group)
    chmodSync(directory, (mode & 0o707) | 0o010)
  } catch {
    return () => {} // a file system without owners, or a container that may not give files away
  }
  return () => {
    chownSync(directory, 0, gid)
    chmodSync(directory, mode & 0o777)
  }
}

function works([command, ...args]: string[]): boolean {
  return spawnSync(command!, args, { env: postgresEnvironment, stdio: 'ignore' }).status === 0
}

function readAccounts(): { name: string; number: number }[] {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .filter((fields) => fields.length > 3)
      .map(([name, , number]) => ({ name: name!, number: Number(number) }))
  } catch {
    return []
  }
}
