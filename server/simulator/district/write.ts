/** `node server/simulator/district/write.ts` writes the demo district's two files, which are committed. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeDistrict, toText } from './district.ts'

const folder = join(import.meta.dirname, '../../../public/demo')
mkdirSync(folder, { recursive: true })
for (const [name, collection] of Object.entries(makeDistrict())) {
  const text = toText(collection)
  writeFileSync(join(folder, `${name}.geojson`), text)
  console.log(
    `${name}.geojson: ${collection.features.length} features, ${Math.round(text.length / 1024)} KiB`,
  )
}
