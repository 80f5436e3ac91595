/**
 * The headline as a picture to send on: six figures with target, change and course, what each means, and over all of it who took
 * it and when. Drawn by hand in the colours of the page; what is drawn is derived elsewhere.
 */
import type { Tile } from '../headline/derive.ts'
import type { Note } from './notes.ts'

export interface Pictured {
  title: string
  view: string
  asOf: string
  /** Who took it and when: beneath, and across as a watermark. */
  taken: string
  /** Of the change to the period before. */
  before: string
  missed: string
  definitions: string
  tiles: readonly Tile[]
  notes: readonly Note[]
}

/** CSS px; drawn twice as fine. */
const [WIDE, EDGE, GAP, TILE_HIGH, PLOT_HIGH, FINE] = [1080, 32, 16, 224, 56, 2]
const ACROSS = 3
const [HEAD_HIGH, NOTE_LINE] = [96, 20]
const TILE_WIDE = (WIDE - 2 * EDGE - (ACROSS - 1) * GAP) / ACROSS

type Colour = 'ground' | 'panel' | 'line' | 'text' | 'quiet' | 'good' | 'bad' | 'bar'

/** Resolves with a PNG; rejects where this browser draws none. */
export async function pictureOf(it: Pictured): Promise<Blob> {
  const style = getComputedStyle(document.documentElement)
  const colour = (name: Colour): string => style.getPropertyValue(`--${name}`).trim()
  const family = style.getPropertyValue('--font')
  // A family in many files: those that hold these characters, whether or not the page has shown them.
  const written = JSON.stringify(it)
  await Promise.all([400, 600, 700].map((weight) => document.fonts.load(`${weight} 14px ${family}`, written)))
  const canvas = document.createElement('canvas')
  const on = canvas.getContext('2d')
  if (!on) throw new Error('This browser draws no pictures.')
  const font = (size: number, weight = 400): string => (on.font = `${weight} ${size}px ${family}`)

  font(14)
  const notes = it.notes.flatMap(({ name, text, when }) =>
    broken(
      `${text.startsWith(name) ? '' : `${name} · `}${text} ${when}`,
      WIDE - 2 * EDGE,
      (line) => on.measureText(line).width,
    ),
  )
  const rows = Math.ceil(it.tiles.length / ACROSS)
  const notesAt = HEAD_HIGH + rows * (TILE_HIGH + GAP) + 24
  const high = notesAt + notes.length * NOTE_LINE + 56
  ;[canvas.width, canvas.height] = [WIDE * FINE, Math.ceil(high) * FINE]
  on.scale(FINE, FINE)
  on.textBaseline = 'alphabetic'

  const write = (text: string, x: number, y: number, ink: Colour, size: number, weight = 400): number => {
    font(size, weight)
    on.fillStyle = colour(ink)
    on.fillText(text, x, y)
    return on.measureText(text).width
  }
  const writeEnd = (text: string, x: number, y: number, ink: Colour, size: number): void => {
    font(size)
    write(text, x - on.measureText(text).width, y, ink, size)
  }

  on.fillStyle = colour('ground')
  on.fillRect(0, 0, WIDE, high)
  const titleWide = write(it.title, EDGE, 52, 'text', 28, 700)
  write(it.view, EDGE + titleWide + 16, 52, 'quiet', 18)
  writeEnd(it.asOf, WIDE - EDGE, 80, 'quiet', 14)
  it.tiles.forEach((tile, i) => {
    const x = EDGE + (i % ACROSS) * (TILE_WIDE + GAP)
    const y = HEAD_HIGH + Math.floor(i / ACROSS) * (TILE_HIGH + GAP)
    drawTile(tile, x, y)
  })
  write(it.definitions, EDGE, notesAt - 6, 'text', 14, 600)
  notes.forEach((line, i) => write(line, EDGE, notesAt + 16 + i * NOTE_LINE, 'quiet', 14))
  write(it.taken, EDGE, high - 20, 'text', 14)

  // Across everything, so that no part of it goes on without saying whose it was.
  on.globalAlpha = 0.07
  on.rotate(-Math.PI / 9)
  for (let y = 0; y < high * 1.5; y += 180)
    for (let x = -high / 2; x < WIDE; x += 420) write(it.taken, x, y, 'text', 20, 600)

  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('The picture was too large to draw.')))),
  )

  function drawTile(tile: Tile, x: number, y: number): void {
    on!.fillStyle = colour('panel')
    on!.strokeStyle = colour('line')
    on!.beginPath()
    on!.roundRect(x, y, TILE_WIDE, TILE_HIGH, 12)
    on!.fill()
    on!.stroke()
    const [left, right] = [x + 16, x + TILE_WIDE - 16]
    write(tile.name, left, y + 30, 'text', 16, 600)
    const targetWide = write(tile.target, left, y + 50, 'quiet', 13)
    if (tile.isMissed) write(it.missed, left + targetWide + 6, y + 50, 'bad', 13, 600)
    const valueWide = write(tile.value, left, y + 96, tile.isNone ? 'quiet' : 'text', 42, 700)
    write(tile.tooFew || tile.unit, left + valueWide + 6, y + 96, 'quiet', 17)
    const { arrow, text, tone } = tile.before
    const changeWide = write(
      [arrow, text].filter(Boolean).join(' '),
      left,
      y + 120,
      tone === 'plain' ? 'text' : tone,
      14,
    )
    write(it.before, left + changeWide + 6, y + 120, 'quiet', 14)
    writeEnd(tile.yearAgo, right, y + 120, 'quiet', 14)
    drawCourse(tile.course, left, y + 130, right - left)
    write(tile.detail, left, y + TILE_HIGH - 14, 'quiet', 13)
    if (tile.second) writeEnd(tile.second.text, right, y + TILE_HIGH - 14, 'quiet', 13)
  }

  function drawCourse({ values, target }: Tile['course'], x: number, y: number, wide: number): void {
    const known = values.filter((value) => value !== null)
    if (known.length < 2) return
    const all = target === null ? known : [...known, target]
    const [least, most] = [Math.min(...all), Math.max(...all)]
    const heightOf = (value: number): number =>
      y + 4 + (PLOT_HIGH - 8) * (1 - (value - least) / (most - least || 1))
    on!.lineWidth = 1
    if (target !== null) {
      on!.strokeStyle = colour('quiet')
      on!.setLineDash([4, 4])
      on!.beginPath()
      on!.moveTo(x, heightOf(target))
      on!.lineTo(x + wide, heightOf(target))
      on!.stroke()
      on!.setLineDash([])
    }
    on!.strokeStyle = colour('bar')
    on!.lineWidth = 2
    on!.beginPath()
    values.forEach((value, i) => {
      if (value !== null) on!.lineTo(x + (i / (values.length - 1)) * wide, heightOf(value))
    })
    on!.stroke()
    on!.lineWidth = 1
  }
}

/** In lines of at most `wide` as `measure` has it, broken between words and anywhere in Chinese. Pure. */
export function broken(text: string, wide: number, measure: (line: string) => number): string[] {
  const lines = ['']
  for (const piece of text.match(/[\p{Script=Han}\p{P}]|[^\s\p{Script=Han}\p{P}]+|\s+/gu) ?? []) {
    const longer = lines.at(-1)! + piece
    if (measure(longer.trimEnd()) <= wide || lines.at(-1) === '') lines[lines.length - 1] = longer
    else lines.push(piece.trimStart())
  }
  return lines.map((line) => line.trimEnd()).filter(Boolean)
}
