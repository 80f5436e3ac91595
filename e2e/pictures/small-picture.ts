/** A picture for docs: a JPEG that is small enough to keep every version of it in the repository, drawn by the browser at hand. */
import type { Browser } from 'playwright-core'

/** As wide as a page of docs is read, in pixels. */
const WIDTH = 1_440
const MOST_BYTES = 150_000
const QUALITIES = [0.86, 0.8, 0.74, 0.68, 0.62, 0.56, 0.5]

/** The best that fits; the worst where none does. */
export async function smallPicture(browser: Browser, png: Buffer): Promise<Buffer> {
  const page = await browser.newPage()
  const base64 = await page.evaluate(
    async ([source, width, most, qualities]) => {
      const bytes = Uint8Array.from(atob(source), (it) => it.charCodeAt(0))
      const whole = await createImageBitmap(new Blob([bytes]))
      const share = Math.min(1, width / whole.width)
      const canvas = new OffscreenCanvas(Math.round(whole.width * share), Math.round(whole.height * share))
      const pen = canvas.getContext('2d')!
      pen.imageSmoothingQuality = 'high'
      pen.drawImage(whole, 0, 0, canvas.width, canvas.height)
      let jpeg = new Blob()
      for (const quality of qualities) {
        jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality })
        if (jpeg.size <= most) break
      }
      const reader = new FileReader()
      const isRead = new Promise((resolve) => reader.addEventListener('load', resolve))
      reader.readAsDataURL(jpeg)
      await isRead
      return (reader.result as string).split(',')[1]!
    },
    [png.toString('base64'), WIDTH, MOST_BYTES, QUALITIES] as const,
  )
  await page.close()
  return Buffer.from(base64, 'base64')
}
