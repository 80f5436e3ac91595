import { describe, expect, it } from 'vitest'
import { isNodeNewEnough } from './toolchain.mjs'

describe('the Node to run with', () => {
  it.each([
    ['18.20.8', false],
    ['20.20.2', false],
    ['22.17.1', false],
    ['22.18.0', true],
    ['23.11.0', false], // short-lived, and past its end
    ['24.1.0', false],
    ['24.2.0', true],
    ['25.9.0', false],
    ['26.0.0', true],
    ['27.1.0', true],
  ])('%s runs TypeScript as the project needs it: %s', (version, enough) => {
    expect(isNodeNewEnough(version)).toBe(enough)
  })
})
