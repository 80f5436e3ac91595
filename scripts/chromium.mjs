// Knows where a Chromium for the tests can be had, and how it must be started on a machine without screen,
// graphics card and open network. Knows nothing about any test; importable with no package installed.

import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'
import { appear, fetchTool, Stop, toolchain } from './toolchain.mjs'

/**
 * @typedef {object} Chromium
 * @property {string} executablePath
 * @property {string[]} args
 * @property {Record<string, string>} env the whole environment to start it with
 */

/** No sandbox (root, containers), no calls home (each would be refused, many at a time), WebGL 2 in software. */
const args = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
]

/**
 * A Chromium, in this order: CHROMIUM_PATH, one that the system has, one out of npm's @sparticuz/chromium (Linux on
 * x64; fetched and unpacked once into .toolchain, about 200 MB).
 * @returns {Promise<Chromium>}
 */
export function findChromium() {
  // Once a process, be it found or not: vitest reads its configuration anew for every project.
  return (globalThis[asked] ??= find())
}

const asked = Symbol.for('shaotai.chromium')

/** @returns {Promise<Chromium>} */
async function find() {
  const named = process.env.CHROMIUM_PATH
  if (named) {
    if (existsSync(named)) return { executablePath: named, args, env: environment() }
    throw new Stop(
      `CHROMIUM_PATH names ${named}, which does not exist.`,
      'The tests in a browser cannot run.',
      'Correct it, or unset it to let the tests look for a browser themselves.',
    )
  }
  const installed = candidates().find((path) => existsSync(path))
  if (installed) return { executablePath: installed, args, env: environment() }
  if (process.platform === 'linux' && process.arch === 'x64') return packed()
  throw new Stop(
    'No Chromium, Chrome or Edge was found.',
    'The tests in a browser cannot run.',
    'Install one, or name it in CHROMIUM_PATH.',
  )
}

function environment(extra = {}) {
  return /** @type {Record<string, string>} */ ({ ...process.env, ...extra })
}

function candidates() {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    )
  }
  const names = [
    'chromium',
    'chromium-browser',
    'google-chrome-stable',
    'google-chrome',
    'microsoft-edge-stable',
    'microsoft-edge',
  ]
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/bin',
    '/usr/local/bin',
    '/opt/google/chrome',
  ]
  return folders.filter(Boolean).flatMap((folder) => names.map((name) => join(folder, name)))
}

/** The browser inside @sparticuz/chromium, unpacked here and not by its own code, which needs more packages. */
async function packed() {
  const home = join(toolchain, 'chromium-153.0.0')
  if (!existsSync(home)) {
    const source = join(await fetchTool('@sparticuz/chromium', 'a Chromium for the tests'), 'bin')
    const fresh = `${home}.${process.pid}`
    rmSync(fresh, { recursive: true, force: true })
    mkdirSync(fresh, { recursive: true })
    const unpack = (/** @type {string} */ name) => brotliDecompressSync(readFileSync(join(source, name)))
    writeFileSync(join(fresh, 'chromium'), unpack('chromium.br'))
    chmodSync(join(fresh, 'chromium'), 0o755)
    for (const name of ['al2023.tar.br', 'swiftshader.tar.br']) {
      const folder = name === 'al2023.tar.br' ? join(fresh, 'al2023') : fresh
      mkdirSync(folder, { recursive: true })
      const tar = spawnSync('tar', ['-x', '-f', '-', '-C', folder], { input: unpack(name) })
      if (tar.status !== 0) {
        throw new Stop(
          `The Chromium for the tests could not be unpacked: ${String(tar.stderr ?? tar.error)}`,
          'The tests in a browser cannot run.',
          'Install chromium from your system, or name one in CHROMIUM_PATH.',
        )
      }
    }
    mkdirSync(join(fresh, 'tmp'))
    rmSync(home, { recursive: true, force: true })
    appear(fresh, home)
    rmSync(join(source, '..'), { recursive: true, force: true }) // 70 MB that nobody reads again
  }
  const libraries = [join(home, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter)
  return {
    executablePath: join(home, 'chromium'),
    args: [...args, '--headless'],
    env: environment({ LD_LIBRARY_PATH: libraries, TMPDIR: join(home, 'tmp') }),
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  findChromium().then(
    (found) => console.log(found.executablePath),
    (error) => {
      console.error(error.message)
      process.exitCode = 1
    },
  )
}
