import { expect, it } from 'vitest'
import { openRandom, seedFrom } from '../../trust/random.ts'
import { SMALLEST_WALKS } from '../../trust/walks.ts'
import { walk } from '../test/walks.ts'

it('Y1 Y2 Y3 random walks by anybody commit no illegal step, and every case folds to itself', () => {
  const seed = seedFrom(process.env['SEED'])
  const report = walk(openRandom(seed).next, SMALLEST_WALKS)
  process.stdout.write(
    `${report.walks} walks, seed ${seed}: ${report.granted} of ${report.tried} commands granted, ${report.cells} different cells\n`,
  )
  expect({ seed, violations: report.violations }).toEqual({ seed, violations: [] })
  expect(report.granted, 'walks that do nothing prove nothing').toBeGreaterThan(10_000)
  expect(report.cells).toBeGreaterThan(400)
}, 120_000)
