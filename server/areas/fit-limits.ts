/**
 * From where on a misfit between outlines is a fault and no longer a sliver, all in one place. Measured on the 649
 * villages of Tainan, whose 37 districts were drawn at another scale: among themselves they overlap once, by 5 m², and one
 * crosses itself in a loop of 5 m²; against their districts they leave slivers of up to 19,000 m², which are at most 33 m wide on average.
 */
export interface FitLimits {
  /** Narrower misfits are what rounding to centimetres makes: not told at all. */
  nothingMetres: number
  /** Between areas of one level, drawn by one hand: smaller than either is a sliver. */
  siblings: { squareMetres: number; widthMetres: number }
  /** Between an area and its parent, which come from two files. */
  parents: { squareMetres: number; widthMetres: number }
  /** A parent of which a smaller share is divided is one that is being drawn step by step. */
  dividedShare: number
  /** Faults of one kind, after which the search ends. */
  most: number
}

export const FIT_LIMITS: FitLimits = {
  nothingMetres: 0.03,
  siblings: { squareMetres: 100, widthMetres: 2 },
  parents: { squareMetres: 100, widthMetres: 50 },
  dividedShare: 0.75,
  most: 500,
}

export const isSliverOf = (
  from: FitLimits['siblings'],
  { squareMetres, widthMetres }: { squareMetres: number; widthMetres: number },
): boolean => squareMetres < from.squareMetres || widthMetres < from.widthMetres

/** How long the outlines of one load may be judged. */
export const JUDGE_MS = 15_000
