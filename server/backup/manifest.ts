/**
 * What a backup says of itself: which schema it was made on, where its log ends, and what each file must
 * be. A directory without it is no backup. Knows no database.
 */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Type, type Static } from 'typebox'
import { checkOf } from '../plugins/validation.ts'
import { Refused } from './refused.ts'

export const MANIFEST = 'manifest.json'
/** In the format of sha256sum, manifest included: `sha256sum -c SHA256SUMS`. */
export const SUMS = 'SHA256SUMS'

const closed = { additionalProperties: false }
const name = Type.String({ pattern: '^[a-z_][a-z0-9_]*$', maxLength: 63 })
const count = Type.Integer({ minimum: 0 })

export const ManifestSchema = Type.Object(
  {
    format: Type.Literal('shaotai backup'),
    formatVersion: Type.Literal(1),
    takenAt: Type.String(),
    postgres: Type.String(),
    /** Of the store it was taken from; a restore makes a new one (L3). */
    epoch: Type.String(),
    seq: count,
    steps: Type.Array(
      Type.Object({ number: Type.Integer(), name: Type.String(), sha256: Type.String() }, closed),
    ),
    /** In the order in which they can be loaded. */
    tables: Type.Array(
      Type.Object(
        {
          name,
          columns: Type.Array(name),
          rows: count,
          /** Order-free sum of the hashes of all rows: what a restored table is compared with. */
          rowSum: Type.String(),
          file: Type.String({ pattern: '^[a-z0-9_.]+$' }),
          bytes: count,
          sha256: Type.String(),
        },
        closed,
      ),
    ),
    /** Read after the tables, so never behind a number that is in them. */
    sequences: Type.Array(Type.Object({ name, lastValue: Type.String(), isCalled: Type.Boolean() }, closed)),
    /** The picture of whoever may see everything. Comparable where the same fields are hashed. */
    picture: Type.Object(
      { audience: Type.String(), fields: Type.Array(Type.String()), cases: count, hash: Type.String() },
      closed,
    ),
  },
  { ...closed, title: 'Backup manifest' },
)
export type Manifest = Static<typeof ManifestSchema>
export type TableEntry = Manifest['tables'][number]

const manifestCheck = checkOf(ManifestSchema)

/** The manifest of a whole and unchanged backup; everything else is refused. Reads every file once. */
export async function readVerified(dir: string): Promise<Manifest> {
  const text = await readFile(join(dir, MANIFEST)).catch(() => null)
  if (!text) {
    throw new Refused(
      existsSync(dir) ? `${dir} holds no ${MANIFEST}.` : `There is no directory ${dir}.`,
      'A backup that was cut short has none, so this is not a whole backup. Nothing was changed.',
      'Name the directory that `npm run backup` reported at its end.',
    )
  }
  const sums = await readFile(join(dir, SUMS), 'utf8').catch(() => '')
  const expected = new Map(
    sums.split('\n').flatMap((line) => (line ? [[line.slice(66), line.slice(0, 64)]] : [])),
  )
  if (expected.get(MANIFEST) !== createHash('sha256').update(text).digest('hex')) throw damaged(dir, MANIFEST)
  const manifest: unknown = JSON.parse(text.toString())
  if (!manifestCheck.is(manifest)) {
    const [{ path, message } = { path: '/', message: 'is not known' }] = manifestCheck.errors()
    throw new Refused(
      `The manifest of ${dir} is not one that this version reads: ${path} ${message}.`,
      'It was probably written by a newer version. Nothing was changed.',
      'Restore it with the version that made it, then upgrade.',
    )
  }
  for (const { file, sha256 } of manifest.tables) {
    const found = await sha256Of(join(dir, file)).catch(() => null)
    if (found !== sha256) throw damaged(dir, file)
  }
  return manifest
}

const damaged = (dir: string, file: string): Refused =>
  new Refused(
    `${file} in ${dir} is missing or not the file that was written.`,
    'The backup is damaged: a part of it would be lost. Nothing was changed.',
    `Take another copy of it, or an older backup; \`sha256sum -c ${SUMS}\` lists what differs.`,
  )

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
