// How the pages are built and, in development, served. Knows nothing about tests (vitest.config.ts).

import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const server = process.env['SHAOTAI_SERVER'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root: here('./web'),
  publicDir: here('./public'),
  plugins: [vue()],
  build: {
    outDir: here('./web/dist'),
    target: 'es2022',
    assetsInlineLimit: 0, // a strict content security policy refuses fonts and images inside style sheets
    chunkSizeWarningLimit: 1500, // maplibre alone is above the default
    manifest: true, // which files a view begins with: server/plugins/first-files.ts reads it
  },
  worker: { format: 'es' }, // MapLibre's worker is an ES module; in any other format the map stays blank
  server: {
    proxy: {
      // As objects: the short form rewrites Host, and the server refuses a page whose origin is not its host.
      '/api': { target: server },
      '/livez': { target: server },
      '/readyz': { target: server },
      '/socket.io': { target: server, ws: true },
    },
  },
})
