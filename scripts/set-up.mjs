// Knows how to bring a checkout from nothing to "everything is installed and built", and how to see in a few
// milliseconds that it already is. Knows nothing about what is then run.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import {
  ensureNode,
  ensurePnpm,
  fetchEnvironment,
  indent,
  isWritable,
  root,
  runQuietly,
  say,
  Stop,
  toolchain,
  withNode,
} from './toolchain.mjs'

const installedStamp = join(root, 'node_modules', '.shaotai-installed')
const builtStamp = join(root, 'web', 'dist', '.built-from')

/**
 * Installs what is missing, builds the pages where `web` asks for them and they are stale.
 * Gives the Node to run with and the environment in which everything below finds the same Node.
 */
export async function setUp({ web = false } = {}) {
  const begun = Date.now()
  if (!existsSync(toolchain) && !isWritable(root)) {
    throw new Stop(
      `The checkout at ${root} cannot be written by this user.`,
      'The set-up keeps its tools in .toolchain and node_modules beside the sources.',
      'Run it once as the owner of the checkout, or clone it where you may write.',
    )
  }
  mkdirSync(toolchain, { recursive: true })
  const wantsPages = web && existsSync(join(root, 'web', 'index.html'))
  const ready = () => isInstalled() && (!wantsPages || isBuilt())
  let node
  if (ready()) {
    node = await ensureNode()
  } else {
    const release = await takeTurn()
    try {
      // Neither the packages nor the pages wait for Node: an old one is enough to unpack and, mostly, to build.
      const fetched = ensureNode()
      const made = (async () => {
        if (!isInstalled()) await install()
        if (wantsPages && !isBuilt()) await build(canBuild() ? process.execPath : await fetched)
      })()
      ;[node] = await Promise.all([fetched, made])
    } finally {
      release()
    }
    say(`ready after ${((Date.now() - begun) / 1000).toFixed(1)} s`)
  }
  // Node keeps what it compiled, types stripped: a second start reads a hundred files instead of compiling them.
  const environment = { NODE_COMPILE_CACHE: join(toolchain, 'compile-cache'), ...withNode(node) }
  return { node, environment }
}

function isInstalled() {
  return readStamp(installedStamp) === installKey()
}

function installKey() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`)
  for (const folder of ['.', 'shared', 'server', 'web']) {
    hash.update(readOrNothing(join(root, folder, 'package.json')))
  }
  hash.update(readOrNothing(join(root, 'pnpm-workspace.yaml')))
  return hash.update(readOrNothing(join(root, 'pnpm-lock.yaml'))).digest('hex')
}

async function install() {
  const pnpm = await ensurePnpm()
  say('installing packages')
  const key = installKey()
  const result = await runQuietly(
    pnpm,
    ['install', '--frozen-lockfile', '--reporter=append-only', '--config.confirmModulesPurge=false'],
    root,
    withNode(process.execPath, fetchEnvironment({ CI: 'true' })),
  )
  if (result.code !== 0) {
    throw new Stop(
      `The packages could not be installed: pnpm ended with ${result.code}.\n${indent(result.output)}`,
      'node_modules is incomplete; nothing else was changed.',
      'Without network: bring it back and run the same command again. After an edit of a package.json: ' +
        'run `npm run pnpm -- install` and commit pnpm-lock.yaml.',
    )
  }
  writeFileSync(installedStamp, key)
}

/** What vite asks of the Node it runs on; less than what the server asks. */
function canBuild() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)
}

function isBuilt() {
  return readStamp(builtStamp) === buildKey()
}

/** Everything that ends up in the pages: their sources, what is served as is, the configuration, the packages. */
function buildKey() {
  const hash = createHash('sha256')
    .update(installKey())
    .update(readOrNothing(join(root, 'vite.config.ts')))
  for (const folder of ['web', 'shared', 'public']) hashFolder(hash, join(root, folder))
  return hash.digest('hex')
}

function hashFolder(hash, folder) {
  if (!existsSync(folder)) return
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!/^(node_modules|dist.*|__screenshots__)$/.test(entry.name)) hashFolder(hash, path)
    } else if (entry.isFile() && !entry.name.endsWith('.test.ts')) {
      hash.update(`\0${relative(root, path)}\0`).update(readFileSync(path))
    }
  }
}

async function build(node) {
  say('building the pages')
  const key = buildKey()
  const fresh = join(root, 'web', 'dist.fresh')
  const result = await runQuietly(
    node,
    ['node_modules/vite/bin/vite.js', 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn'],
    root,
    { ...withNode(node), NODE_ENV: 'production' },
  )
  if (result.code !== 0) {
    throw new Stop(
      `The pages could not be built: vite ended with ${result.code}.\n${indent(result.output, 60)}`,
      'The pages built before, if any, are still in web/dist.',
      'Correct the place it names and run the same command again.',
    )
  }
  writeFileSync(join(fresh, '.built-from'), key)
  // Built beside and then exchanged, so that a server running from this checkout is never without pages for long.
  const old = join(root, 'web', 'dist.old')
  rmSync(old, { recursive: true, force: true })
  if (existsSync(join(root, 'web', 'dist'))) renameSync(join(root, 'web', 'dist'), old)
  renameSync(fresh, join(root, 'web', 'dist'))
  rmSync(old, { recursive: true, force: true })
}

/** One set-up at a time in a checkout: `npm start` and `npm test` may well be typed together. Gives the release. */
async function takeTurn() {
  const folder = join(toolchain, 'set-up.lock')
  const holder = join(folder, 'pid')
  for (let said = false; ; await new Promise((resolve) => setTimeout(resolve, 200))) {
    try {
      mkdirSync(folder)
      writeFileSync(holder, String(process.pid))
      return () => rmSync(folder, { recursive: true, force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const pid = Number(readOrNothing(holder).toString())
    // No pid yet: its maker is between two lines. A dead pid: it was interrupted, and its turn is over.
    if (pid && !isAlive(pid)) rmSync(folder, { recursive: true, force: true })
    else if (!said) {
      say(`waiting for another set-up of this checkout${pid ? ` (process ${pid})` : ''}`)
      said = true
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function readStamp(path) {
  return readOrNothing(path).toString()
}

function readOrNothing(path) {
  try {
    return readFileSync(path)
  } catch {
    return Buffer.alloc(0)
  }
}
