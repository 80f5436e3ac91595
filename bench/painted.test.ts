import { expect, it } from 'vitest'
import { paintDelays } from './painted.ts'

it('an event is painted with the first picture that holds it', () => {
  // seq 11 to 14 were written at 100, 110, 120, 130; the screen stood at 12 and then at 13.
  expect(
    paintDelays(
      11,
      [100, 110, 120, 130],
      [
        [10, 90],
        [12, 150],
        [13, 160],
      ],
    ),
  ).toEqual([50, 40, 40])
})

it('what was there before the first picture, or is not painted yet, tells nothing', () => {
  expect(paintDelays(1, [1, 2, 3], [[2, 9]])).toEqual([])
  expect(paintDelays(1, [1, 2, 3], [])).toEqual([])
})
