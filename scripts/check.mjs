// The checks that read the sources and run nothing: types, lint, format. Alone with `npm run typecheck`, `lint`,
// `format`; as a list for `npm test`.

import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { setUp } from './set-up.mjs'
import { fail, root, say } from './toolchain.mjs'

const tsc = 'node_modules/typescript/bin/tsc'
const oxfmt = 'node_modules/oxfmt/bin/oxfmt'

/** Every check of the sources: its name and the arguments for Node. Parts that have no file yet are left out. */
export function sourceChecks() {
  const checks = [
    { name: 'types of the configurations, e2e, bench and trust', args: [tsc, '-p', 'tsconfig.json'] },
  ]
  if (hasTypeScript('shared')) checks.push({ name: 'types of shared', args: [tsc, '-p', 'shared'] })
  if (hasTypeScript('server')) checks.push({ name: 'types of server', args: [tsc, '-p', 'server'] })
  if (hasTypeScript('web')) {
    checks.push({ name: 'types of web', args: ['node_modules/vue-tsc/bin/vue-tsc.js', '-p', 'web'] })
  }
  checks.push({ name: 'lint', args: ['node_modules/oxlint/bin/oxlint', '--quiet'] })
  return checks
}

/** Runs one check with its output shown; true when it passed. */
export function runCheck(node, environment, { args }, more = []) {
  return new Promise((resolve) => {
    const child = spawn(node, [...args, ...more], {
      cwd: root,
      env: environment,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    child.on('error', () => resolve(false))
    child.on('exit', (code) => resolve(code === 0))
  })
}

function hasTypeScript(folder) {
  if (!existsSync(join(root, folder, 'tsconfig.json'))) return false
  return readdirSync(join(root, folder), { withFileTypes: true }).some(
    (entry) =>
      /\.(ts|vue)$/.test(entry.name) ||
      (entry.isDirectory() && entry.name !== 'node_modules' && !/^dist(\..*)?$/.test(entry.name)),
  )
}

async function main([name, ...more]) {
  const { node, environment } = await setUp()
  const checks =
    name === 'format'
      ? [{ name, args: [oxfmt] }]
      : sourceChecks().filter((check) => (name === 'lint') === (check.name === 'lint'))
  let passed = true
  for (const check of checks) {
    if (checks.length > 1) say(check.name)
    passed = (await runCheck(node, environment, check, more)) && passed
  }
  process.exitCode = passed ? 0 : 1
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main(process.argv.slice(2)).catch(fail)
}
