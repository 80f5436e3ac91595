import { describe, expect, it } from 'vitest'
import { readFeedSettings, readSimulateSettings } from './settings.ts'

const env = { SHAOTAI_KEY: 'k' }

describe('the command line of simulate', () => {
  it('takes a scenario, a speed, a seed, minutes and a server', () => {
    expect(readSimulateSettings(['rainstorm', '--speed', '60'], { ...env, PORT: '99' })).toEqual({
      scenario: 'rainstorm',
      speed: 60,
      seed: 1,
      minutes: null,
      url: 'http://127.0.0.1:99',
      key: 'k',
      timeZone: 'Asia/Shanghai',
    })
    const all = [
      'quiet',
      '--speed',
      '1440',
      '--seed',
      '7',
      '--minutes',
      '2.5',
      '--url',
      'https://wall.example/',
    ]
    expect(readSimulateSettings(all, env)).toMatchObject({
      seed: 7,
      minutes: 2.5,
      url: 'https://wall.example',
    })
  })
  it.each([
    [[], /Which scenario/],
    [['heatwave', '--speed', '2'], /no scenario "heatwave"/],
    [['quiet', 'rainstorm', '--speed', '2'], /One scenario/],
    [['quiet'], /How fast/],
    [['quiet', '--speed', '0.5'], /from 1 to 1440/],
    [['quiet', '--speed', '2', '--fast'], /--fast/],
    [['quiet', '--speed', '2', '--url', 'localhost'], /is none/],
  ] as [string[], RegExp][])('names what is wrong with %j', (args, text) => {
    expect(() => readSimulateSettings(args, env)).toThrow(text)
  })
  it('says where it looked for a key', () => {
    expect(() => readSimulateSettings(['quiet', '--speed', '2'], { DATA_DIR: '/nowhere' })).toThrow(
      /No key was given[^]*\/nowhere\/ingest\.key/,
    )
  })
})

describe('the settings of the feed', () => {
  it('come from the server that starts it, and from nobody else', () => {
    expect(readFeedSettings({ FEED_URL: 'http://127.0.0.1:1', SHAOTAI_KEY: 'k' })).toMatchObject({ key: 'k' })
    expect(() => readFeedSettings({})).toThrow(/npm run simulate/)
  })
})
