/**
 * A copy of the project with one fault put in: the harness and the server both run from it, so that the
 * product itself carries no switch. Packages are shared with the original by links; our own are the copy's.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Defect } from './defects.ts'

const PROJECT = join(import.meta.dirname, '../..')
const FOLDERS = ['shared', 'server', 'web/live', 'trust']
const FILES = ['package.json', 'shared/package.json', 'server/package.json', 'web/package.json']
const PACKAGES = ['.', 'shared', 'server', 'web']

export interface Copy {
  root: string
  remove: () => void
}

/** Throws where an edit does not find its place exactly once: a defect that changes nothing proves nothing. */
export function copyWith(defect: Defect | null): Copy {
  const root = mkdtempSync(join(tmpdir(), 'shaotai-copy-'))
  for (const folder of FOLDERS) {
    cpSync(join(PROJECT, folder), join(root, folder), {
      recursive: true,
      filter: (path) => !/node_modules|\/dist|\.test\.ts$/.test(path.slice(PROJECT.length)),
    })
  }
  for (const file of FILES) cpSync(join(PROJECT, file), join(root, file))
  for (const name of PACKAGES)
    linkPackages(join(PROJECT, name, 'node_modules'), join(root, name, 'node_modules'), root)
  const remove = (): void => rmSync(root, { recursive: true, force: true })
  try {
    for (const edit of defect?.edits ?? []) apply(root, defect!.name, edit)
  } catch (fault) {
    remove()
    throw fault
  }
  return { root, remove }
}

function apply(root: string, name: string, { file, find, replace }: Defect['edits'][number]): void {
  const path = join(root, file)
  const text = readFileSync(path, 'utf8')
  const found = text.split(find).length - 1
  if (found !== 1)
    throw new Error(`defect "${name}": its place is in ${file} ${found} times, not once:\n${find}`)
  writeFileSync(
    path,
    text.replace(find, () => replace),
  )
}

/** Each package of a node_modules folder as a link, but for our own, which lead into the copy. */
function linkPackages(from: string, to: string, root: string): void {
  if (!existsSync(from)) return
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from)) {
    if (entry.startsWith('.')) continue
    if (entry === '@shaotai') {
      mkdirSync(join(to, entry))
      for (const own of readdirSync(join(from, entry))) symlinkSync(join(root, own), join(to, entry, own))
    } else if (entry.startsWith('@')) {
      mkdirSync(join(to, entry))
      for (const name of readdirSync(join(from, entry)))
        symlinkSync(realpathSync(join(from, entry, name)), join(to, entry, name))
    } else symlinkSync(realpathSync(join(from, entry)), join(to, entry))
  }
}
