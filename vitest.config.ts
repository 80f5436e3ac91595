// Which tests run where. A file's name and folder decide:
//   shared/**, scripts/**, bench/**, server/**, trust/**, web/** and beside this file: *.test.ts   in Node
//   web/**: *.browser.test.ts                                                   in a real Chromium
//   e2e/**: *.test.ts                                       in Node, the server as a process of its own
//   e2e/faults/**: *.test.ts                                the same without a browser: killed, cut off, restored

import vue from '@vitejs/plugin-vue'
import { playwright } from '@vitest/browser-playwright'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { type Chromium, findChromium } from './scripts/chromium.mjs'

const root = fileURLToPath(new URL('.', import.meta.url))
const web = fileURLToPath(new URL('./web', import.meta.url))
const ignored = ['**/node_modules/**', '**/dist/**', '**/dist.*/**', '.toolchain/**']

// Found before the run, for the first time it may take seconds. Without one the other projects still run;
// the browser project then fails with the sentence that findChromium wrote.
let chromium: Chromium | undefined
try {
  chromium = await findChromium()
} catch (error) {
  process.stderr.write(`${String((error as Error).message)}\n`)
}

export default defineConfig({
  root,
  test: {
    passWithNoTests: true,
    maxWorkers: 2,
    projects: [
      {
        root,
        test: {
          name: 'shared',
          expect: { poll: { timeout: 10_000 } }, // a second is little on a machine that is busy
          testTimeout: 30_000, // properties over many worlds, on a machine that may be busy
          include: ['shared/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts', '*.test.ts'],
          exclude: ignored,
          isolate: false, // see the server's
        },
      },
      {
        root,
        test: {
          name: 'server',
          expect: { poll: { timeout: 10_000 } }, // a second is little on a machine that is busy
          include: ['server/**/*.test.ts', 'trust/**/*.test.ts'],
          exclude: ignored,
          pool: 'forks',
          // Files follow one another in a process: to load the server anew for each was half of the run. What a file
          // must find untouched in a module it imports anew (server/cases/case-id.test.ts).
          isolate: false,
          globalSetup: ['server/test/one-postgres.ts'],
          testTimeout: 90_000, // a real PostgreSQL and real sockets beside other tests on two cores
          hookTimeout: 90_000,
        },
      },
      {
        root,
        plugins: [vue()],
        test: {
          name: 'web',
          expect: { poll: { timeout: 10_000 } }, // a second is little on a machine that is busy
          testTimeout: 30_000,
          css: { include: /\/styles\// }, // else a style sheet is an empty string, even as ?raw
          include: ['web/**/*.test.ts'],
          isolate: false, // see the server's
          exclude: [...ignored, '**/*.browser.test.ts'],
        },
      },
      {
        root: web, // where the packages below are found
        publicDir: '../public',
        plugins: [vue()],
        worker: { format: 'es' },
        // Named here, because a package that vite first meets during a test makes it reload the page under the test.
        optimizeDeps: {
          include: [
            '@internationalized/date',
            '@tanstack/vue-virtual',
            'axe-core',
            'echarts/charts',
            'echarts/components',
            'echarts/core',
            'echarts/renderers',
            'maplibre-gl',
            'pinia',
            'pinyin-pro',
            'pmtiles',
            'reka-ui',
            'socket.io-client',
            'supercluster',
            'typebox',
            'typebox/value',
            'vue',
            'vue-router',
            '@shaotai/shared > @noble/hashes/sha2.js',
            '@shaotai/shared > @noble/hashes/utils.js',
          ],
        },
        test: {
          name: 'browser',
          include: ['**/*.browser.test.ts'],
          exclude: ignored,
          testTimeout: 90_000, // maps are drawn in software
          fileParallelism: false, // one core for it, one for the faults
          sequence: { groupOrder: 1 },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: chromium
                ? { executablePath: chromium.executablePath, args: chromium.args, env: chromium.env }
                : {},
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        root,
        test: {
          name: 'faults',
          expect: { poll: { timeout: 10_000 } },
          include: ['e2e/faults/**/*.test.ts'],
          exclude: ignored,
          pool: 'forks',
          testTimeout: 300_000, // a cold server, killed and started again, on a busy machine
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 }, // beside the browser's tests: these wait more than they work
        },
      },
      {
        root,
        test: {
          name: 'e2e',
          expect: { poll: { timeout: 10_000 } },
          include: ['e2e/*.test.ts'],
          exclude: ignored,
          pool: 'forks',
          testTimeout: 300_000, // a cold server, a real browser, a map drawn in software
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
