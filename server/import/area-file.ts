/** A file of boundaries as GeoJSON features: read whole, because areas go in all or none. Knows nothing of areas. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { readBoundaries } from '@shaotai/shared/domain/boundary-file.ts'
import { Stop } from './stop.ts'

/** Throws a Stop where it is no FeatureCollection in degrees. */
export async function readFeatures(path: string): Promise<unknown[]> {
  const name = basename(path)
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Stop([`There is no file ${path} that can be read (${error.code}).`])
  })
  const read = readBoundaries(text)
  if (read.ok) return read.features
  const { fault, told } = read
  throw new Stop(
    {
      no_json: [`${name} is no JSON: ${told}.`, 'Was it cut short?'],
      zip: [`${name} is no JSON: ${told}.`, 'It looks like a zip archive: unpack it first.'],
      no_collection: [
        `${name} is no GeoJSON FeatureCollection with features.`,
        'Boundaries in another form (Shapefile, KML, TopoJSON) are converted first, for example with QGIS or ogr2ogr.',
      ],
      other_crs: [
        `${name} says that it is in ${told}, and areas are read in degrees of WGS-84 or CGCS2000.`,
        'Convert it first, for example with QGIS or ogr2ogr -t_srs EPSG:4326.',
      ],
    }[fault],
  )
}
