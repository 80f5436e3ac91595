// `npm test`: sets everything up, then every check there is, and says at the very end how many passed.
// With arguments (`npm test -- --project server server/db`) only vitest runs, and gets them.

import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { runCheck, sourceChecks } from './check.mjs'
import { findChromium } from './chromium.mjs'
import { setUp } from './set-up.mjs'
import { fail, root, say, toolchain } from './toolchain.mjs'

const report = join(toolchain, 'test-results', 'vitest.json')

async function main(args) {
  const { node, environment } = await setUp({ web: true })
  if (args.length > 0) {
    process.exitCode = await runVitest(node, environment, args)
    return
  }
  const begun = Date.now()
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const checks = sourceChecks()
  const failedChecks = []
  const one = async () => {
    for (let check = checks.shift(); check; check = checks.shift()) {
      const passed = await runCheck(node, environment, check)
      say(`${passed ? 'passed' : 'FAILED'}: ${check.name}`)
      counts[passed ? 'passed' : 'failed'] += 1
      if (!passed) failedChecks.push(check.name)
    }
  }
  await Promise.all([one(), one()]) // each has one core to itself
  // Looked for here, so that the first unpacking is not counted against a test's time.
  await findChromium().then(
    (found) => say(`browser: ${found.executablePath}`),
    (error) => say(`no browser: ${error.message}`),
  )

  rmSync(report, { force: true })
  mkdirSync(dirname(report), { recursive: true })
  const code = await runVitest(node, environment, [
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ])
  addTests(counts, code)

  // Said again here: minutes of tests have passed over it since.
  for (const name of failedChecks) say(`FAILED: ${name}`)
  say(`all checks took ${Math.round((Date.now() - begun) / 1000)} s`)
  process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`)
  process.exitCode = counts.failed > 0 || code !== 0 ? 1 : 0
}

function runVitest(node, environment, args) {
  return new Promise((resolve) => {
    const child = spawn(node, ['node_modules/vitest/vitest.mjs', 'run', ...args], {
      cwd: root,
      env: { ...environment, NODE_ENV: 'test' },
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal))
    child.on('error', () => resolve(1))
    child.on('exit', (exitCode) => resolve(exitCode ?? 1))
  })
}

/** Adds vitest's own count. A file that could not even be loaded has no tests to count, so it counts as one. */
function addTests(counts, code) {
  let failedHere = 0
  try {
    const result = JSON.parse(readFileSync(report, 'utf8'))
    counts.passed += result.numPassedTests
    counts.skipped += result.numPendingTests + result.numTodoTests
    failedHere += result.numFailedTests
    failedHere += result.testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
    ).length
  } catch {
    failedHere += 1
  }
  // An error outside any test (an unhandled rejection, a global set-up) fails the run and is in no file.
  if (code !== 0 && failedHere === 0) failedHere = 1
  counts.failed += failedHere
}

main(process.argv.slice(2)).catch(fail)
