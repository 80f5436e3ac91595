// `npm run dev`: the server, started again when a file of it changes, and vite's development server before it.

import { spawn } from 'node:child_process'
import { setUp } from './set-up.mjs'
import { fail, root, say } from './toolchain.mjs'

setUp().then(({ node, environment }) => {
  const children = [
    // The pages come from vite; the address below is where the server listens (PORT, HOST as always).
    spawn(node, ['--disable-warning=ExperimentalWarning', '--watch', 'server/main.ts'], {
      cwd: root,
      env: { ...environment, NODE_ENV: 'development' },
      stdio: ['ignore', 'inherit', 'inherit'],
    }),
    spawn(node, ['node_modules/vite/bin/vite.js'], {
      cwd: root,
      env: {
        ...environment,
        SHAOTAI_SERVER: `http://${environment.HOST ?? '127.0.0.1'}:${environment.PORT ?? 8080}`,
      },
      stdio: ['ignore', 'inherit', 'inherit'],
    }),
  ]
  const stop = () => children.forEach((child) => child.kill('SIGTERM'))
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, stop)
  for (const child of children) {
    child.on('exit', (code) => {
      if (code) say(`one of the two ended with ${code}; the other is stopped too`)
      stop()
    })
  }
}, fail)
