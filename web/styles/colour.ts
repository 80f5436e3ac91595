/**
 * Colours as numbers: contrast, how far two of them are apart, and how people who see fewer hues see them.
 * Pure. Knows nothing of tokens (tokens.ts) and nothing of which pairs matter (pairs.ts).
 */

/** Red, green, blue 0–255 in sRGB, opacity 0–1. */
export type Colour = readonly [red: number, green: number, blue: number, opacity: number]
type Triple = readonly [number, number, number]

/** Reads `#rrggbb`, `#rrggbbaa` and `rgb(r g b / a)`, the ways tokens.css writes them; null: another way, or no colour. */
export function parseColour(text: string): Colour | null {
  const hex = /^#([0-9a-f]{6})([0-9a-f]{2})?$/i.exec(text)
  if (hex) {
    const [red, green, blue] = [0, 2, 4].map((at) => parseInt(hex[1]!.slice(at, at + 2), 16))
    return [red!, green!, blue!, hex[2] ? parseInt(hex[2], 16) / 255 : 1]
  }
  const rgb = /^rgb\((\d+) (\d+) (\d+)(?: \/ ([\d.]+))?\)$/.exec(text)
  return rgb ? [Number(rgb[1]), Number(rgb[2]), Number(rgb[3]), rgb[4] ? Number(rgb[4]) : 1] : null
}

/** A translucent colour as it is seen on an opaque one. */
export function over(top: Colour, ground: Colour): Colour {
  const mix = (at: 0 | 1 | 2) => top[at] * top[3] + ground[at] * (1 - top[3])
  return [mix(0), mix(1), mix(2), 1]
}

const toLinear = (it: number): number => {
  const share = it / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}
const linear = ([red, green, blue]: Colour): Triple => [toLinear(red), toLinear(green), toLinear(blue)]
const times = (matrix: readonly Triple[], it: Triple): Triple => {
  const row = (i: number) => matrix[i]![0] * it[0] + matrix[i]![1] * it[1] + matrix[i]![2] * it[2]
  return [row(0), row(1), row(2)]
}
const luminance = (it: Triple): number => 0.2126 * it[0] + 0.7152 * it[1] + 0.0722 * it[2]

/** WCAG 2.2's ratio, 1–21. Both opaque. */
export function contrast(a: Colour, b: Colour): number {
  const [low, high] = [luminance(linear(a)), luminance(linear(b))].sort((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

/**
 * Ways to see: Machado, Oliveira and Fernandes 2009 at full severity, in linear light, which is also what
 * Chromium's emulation uses; and no hue at all.
 */
const SIGHTS = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
  greyscale: [
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
    [0.2126, 0.7152, 0.0722],
  ],
} as const satisfies Record<string, readonly Triple[]>
export type Sight = keyof typeof SIGHTS
export const ALL_SIGHTS = Object.keys(SIGHTS) as Sight[]
/** Three rows of three, for linear red, green and blue. */
export const matrixOf = (sight: Sight): readonly Triple[] => SIGHTS[sight]

/** CIE L*a*b* (D65) of a colour as one sight sees it; L* is 0–100. */
export function labOf(colour: Colour, sight: Sight = 'full'): Triple {
  const seen = times(SIGHTS[sight], linear(colour)).map((it) => Math.min(1, Math.max(0, it)))
  const [x, y, z] = times(
    [
      [0.4124564, 0.3575761, 0.1804375],
      [0.2126729, 0.7151522, 0.072175],
      [0.0193339, 0.119192, 0.9503041],
    ],
    seen as unknown as Triple,
  )
  const f = (t: number) => (t > 216 / 24_389 ? Math.cbrt(t) : (t * 24_389) / 27 / 116 + 16 / 116)
  const [fx, fy, fz] = [f(x / 0.95047), f(y), f(z / 1.08883)]
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)]
}

/** CIEDE2000 (Sharma, Wu and Dalal 2005): about 1 is just noticeable side by side, 10 is plain at a glance. */
export function differenceOf([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number {
  const { sqrt, hypot, sin, cos, atan2, abs, exp, PI } = Math
  const meanC = (hypot(a1, b1) + hypot(a2, b2)) / 2
  const g = 0.5 * (1 - sqrt(meanC ** 7 / (meanC ** 7 + 25 ** 7)))
  const [c1, c2] = [hypot(a1 * (1 + g), b1), hypot(a2 * (1 + g), b2)]
  const hue = (a: number, b: number, c: number) => (c === 0 ? 0 : (atan2(b, a * (1 + g)) + 2 * PI) % (2 * PI))
  const [h1, h2] = [hue(a1, b1, c1), hue(a2, b2, c2)]
  const isGrey = c1 * c2 === 0
  const turn = h2 - h1
  const dh = isGrey ? 0 : abs(turn) <= PI ? turn : turn > PI ? turn - 2 * PI : turn + 2 * PI
  const sum = h1 + h2
  const meanH = isGrey ? sum : abs(turn) <= PI ? sum / 2 : sum < 2 * PI ? sum / 2 + PI : sum / 2 - PI
  const [meanL, meanC2] = [(l1 + l2) / 2, (c1 + c2) / 2]
  const deg = PI / 180
  const t =
    1 -
    0.17 * cos(meanH - 30 * deg) +
    0.24 * cos(2 * meanH) +
    0.32 * cos(3 * meanH + 6 * deg) -
    0.2 * cos(4 * meanH - 63 * deg)
  const dl = (l2 - l1) / (1 + (0.015 * (meanL - 50) ** 2) / sqrt(20 + (meanL - 50) ** 2))
  const dc = (c2 - c1) / (1 + 0.045 * meanC2)
  const dH = (2 * sqrt(c1 * c2) * sin(dh / 2)) / (1 + 0.015 * meanC2 * t)
  const rotation = 60 * deg * exp(-(((meanH / deg - 275) / 25) ** 2))
  const rt = -2 * sqrt(meanC2 ** 7 / (meanC2 ** 7 + 25 ** 7)) * sin(rotation)
  return sqrt(dl ** 2 + dc ** 2 + dH ** 2 + rt * dc * dH)
}
