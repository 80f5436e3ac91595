// Knows how to run one long-lived program in the foreground: signals go to it, its exit becomes ours.
// Knows nothing about which program. package.json begins its commands with `exec`: the shell that npm starts would
// otherwise stay between, die of a signal by itself, and let npm end while the program is still closing.

import { spawn, spawnSync } from 'node:child_process'
import { constants } from 'node:os'
import { root } from './toolchain.mjs'

/** Runs until the program ends, then ends this process with the same code (or 128 + its signal). */
export function becomeChild(node, args, environment) {
  const [command, ...first] = endsWithUs() ? ['setpriv', '--pdeathsig', 'TERM', node] : [node]
  const child = spawn(command, [...first, ...args], { cwd: root, env: environment, stdio: 'inherit' })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    process.on(signal, () => {
      // Ctrl-C in a terminal reaches the whole group by itself; sent on, it would count as a second, impatient one.
      if (signal === 'SIGINT' && process.stdin.isTTY) return
      child.kill(signal)
    })
  }
  // npm killed outright tells nobody: whoever started us is gone, so the program is asked to end.
  if (process.env.npm_lifecycle_event) {
    const parent = process.ppid
    setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 1000).unref()
  }
  child.on('error', (error) => {
    process.stderr.write(`Could not run ${node}: ${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
}

/** Whether this system can have a program end with its parent even when that is killed outright. */
function endsWithUs() {
  return process.platform === 'linux' && spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true']).status === 0
}
