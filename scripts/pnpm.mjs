// `npm run pnpm -- …`: the pinned package manager by hand, for whoever adds or updates a package.

import { becomeChild } from './child.mjs'
import { ensureNode, ensurePnpm, fail, fetchEnvironment, withNode } from './toolchain.mjs'

Promise.all([ensureNode(), ensurePnpm()]).then(
  ([node, pnpm]) => becomeChild(pnpm, process.argv.slice(2), withNode(node, fetchEnvironment())),
  fail,
)
