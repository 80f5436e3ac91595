/**
 * Pictures, written anew: what comes out holds the pixels and nothing else, upright, with a thumbnail. The one
 * door of sharp. A picture is decoded at a time, on one thread: the cores belong to the log and the screens.
 */
import type { Sharp, SharpOptions } from 'sharp'
import {
  LONGEST_SIDE,
  MOST_IMAGE_PIXELS,
  THUMBNAIL_SIDE,
  type ImageMediaType,
} from '@shaotai/shared/contract/evidence.ts'

export interface Picture {
  content: Buffer
  /** WebP. */
  thumbnail: Buffer
  width: number
  height: number
}
export type PictureRefusal = 'file_broken' | 'file_too_large'

const QUALITY = 88
const THUMBNAIL_QUALITY = 75
/** A picture that takes longer is not one. */
const SECONDS = 20

/** The first picture loads it: a server that has none starts sooner and needs less memory. */
const load = async () => {
  const { default: sharp } = await import('sharp')
  // Of the many formats it reads, only those that were judged to be ours are ever decoded.
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({
    operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
  })
  sharp.cache(false)
  sharp.concurrency(1)
  return sharp
}
let loaded: ReturnType<typeof load> | undefined
let turn: Promise<unknown> = Promise.resolve()

/** A refusal for what cannot be read to its end or unfolds too far. */
export function rewrite(sent: Buffer, mediaType: ImageMediaType): Promise<Picture | PictureRefusal> {
  const mine = turn.then(() => rewriteNow(sent, mediaType))
  turn = mine.catch(() => undefined)
  return mine
}

async function rewriteNow(sent: Buffer, mediaType: ImageMediaType): Promise<Picture | PictureRefusal> {
  const sharp = await (loaded ??= load())
  const options: SharpOptions = {
    failOn: 'error',
    limitInputPixels: MOST_IMAGE_PIXELS,
    sequentialRead: true,
    pages: 1, // of something that moves, its first picture
  }
  // From the head alone, before a pixel is unfolded.
  const head = await sharp(sent, { ...options, limitInputPixels: false })
    .metadata()
    .catch(() => null)
  if (head === null) return 'file_broken'
  if (head.width * head.height > MOST_IMAGE_PIXELS) return 'file_too_large'
  const within = (side: number) =>
    ({ width: side, height: side, fit: 'inside', withoutEnlargement: true }) as const
  try {
    const { data, info } = await written(
      sharp(sent, options).timeout({ seconds: SECONDS }).autoOrient().resize(within(LONGEST_SIDE)),
      mediaType,
    ).toBuffer({ resolveWithObject: true })
    const thumbnail = await sharp(data, options)
      .resize(within(THUMBNAIL_SIDE))
      .webp({ quality: THUMBNAIL_QUALITY })
      .toBuffer()
    return { content: data, thumbnail, width: info.width, height: info.height }
  } catch {
    return 'file_broken'
  }
}

/** In the format it came in, in sRGB, without EXIF, XMP, IPTC and colour profile (sharp keeps none unless told). */
function written(picture: Sharp, mediaType: ImageMediaType): Sharp {
  if (mediaType === 'image/png') return picture.png()
  if (mediaType === 'image/webp') return picture.webp({ quality: QUALITY })
  return picture.jpeg({ quality: QUALITY })
}
