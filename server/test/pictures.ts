/** Pictures for tests, made with the library that reads them: of one colour, halved, with what cameras write into them. */
import sharp from 'sharp'

/** A word that exists nowhere else, written into a picture's metadata. */
export const CAMERA_CANARY = 'CANARY-CAMERA-7Q'

const halves = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#00ff00' } }).composite([
    {
      input: { create: { width: Math.round(width / 2), height, channels: 3, background: '#ff0000' } },
      left: 0,
      top: 0,
    },
  ])

/** Left half red, right half green; with `orientation` 6 it is to be shown turned right, red half on top. */
export const jpegOf = (width: number, height: number, orientation = 1): Promise<Buffer> =>
  halves(width, height)
    .jpeg({ quality: 95 })
    .withMetadata({ orientation })
    .withExifMerge({
      IFD0: { ImageDescription: CAMERA_CANARY, Make: CAMERA_CANARY },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '30/1 31/1 12/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '117/1 3/1 0/1',
        GPSAreaInformation: CAMERA_CANARY,
      },
    })
    .toBuffer()

/** A small picture of one colour, with these words where a telephone writes its owner and place. */
export const jpegSaying = (words: string, shade: number): Promise<Buffer> =>
  sharp({
    create: {
      width: 32,
      height: 32,
      channels: 3,
      background: { r: shade % 256, g: (shade >> 8) % 256, b: 90 },
    },
  })
    .jpeg()
    .withExifMerge({
      IFD0: { ImageDescription: words, Make: words },
      IFD3: { GPSAreaInformation: words },
    })
    .toBuffer()

export const pngOf = (width: number, height: number): Promise<Buffer> =>
  halves(width, height).png().toBuffer()
export const webpOf = (width: number, height: number): Promise<Buffer> =>
  halves(width, height).webp().toBuffer()

/** What a reader finds beside the pixels. */
export const metadataOf = async (
  picture: Buffer,
): Promise<{ format: string; width: number; height: number; orientation?: number; kept: string[] }> => {
  const { format, width, height, orientation, ...rest } = await sharp(picture).metadata()
  const kept = ['exif', 'xmp', 'iptc', 'icc', 'comments', 'tifftagPhotoshop'].filter((it) => it in rest)
  return { format, width, height, ...(orientation !== undefined && { orientation }), kept }
}

/** [red, green, blue] at a pixel. */
export const colourAt = async (picture: Buffer, left: number, top: number): Promise<number[]> => [
  ...(await sharp(picture).extract({ left, top, width: 1, height: 1 }).removeAlpha().raw().toBuffer()),
]
