// `npm start`: sets everything up and runs the server. Knows nothing about the server but its file.

import { becomeChild } from './child.mjs'
import { setUp } from './set-up.mjs'
import { fail } from './toolchain.mjs'

setUp({ web: true }).then(({ node, environment }) => {
  becomeChild(node, ['--disable-warning=ExperimentalWarning', 'server/main.ts', ...process.argv.slice(2)], {
    ...environment,
    NODE_ENV: environment.NODE_ENV ?? 'production',
  })
}, fail)
