import { describe, expect, it } from 'vitest'
import { en } from './en.ts'
import { formatDuration, formatShare, formatWhen } from './format.ts'
import { pickLanguage } from './words.ts'
import { zhCN } from './zh-CN.ts'

describe('language', () => {
  it('the address decides first, then the choice of before, then the browser', () => {
    expect(pickLanguage('en', 'zh-CN', ['zh-CN'])).toBe('en')
    expect(pickLanguage(null, 'zh-CN', ['en-GB'])).toBe('zh-CN')
    expect(pickLanguage(null, null, ['fr', 'zh-TW', 'en'])).toBe('zh-CN')
    expect(pickLanguage('xx', null, ['fr'])).toBe('en')
  })
  it('no text of one language stands in the other catalogue', () => {
    const chinese = /\p{Script=Han}/u
    const texts = (words: object): string[] =>
      Object.values(words).flatMap((it) =>
        typeof it === 'string' ? [it] : typeof it === 'function' ? [String(it('1', '2'))] : texts(it),
      )
    expect(
      texts({ ...en, wall: { ...en.wall, changeLanguage: '' } }).filter((it) => chinese.test(it)),
    ).toEqual([])
    expect(
      texts({ ...zhCN, wall: { ...zhCN.wall, changeLanguage: '' } }).filter((it) => /[a-z]{3,}/.test(it)),
    ).toEqual([])
  })
})

describe('figures', () => {
  it('durations in words people use', () => {
    expect(formatDuration(2 * 86_400 + 3 * 3_600 + 59, 'zh-CN')).toBe('2 天 3 小时')
    expect(formatDuration(2 * 86_400 + 3 * 3_600, 'en')).toBe('2 d 3 h')
    expect(formatDuration(86_400, 'en')).toBe('1 d')
    expect(formatDuration(61, 'zh-CN')).toBe('1 分 1 秒')
    expect(formatDuration(0.2, 'en')).toBe('0 s')
  })
  it('never all before it is all', () => {
    expect(formatShare(0.9999, 'en')).toBe('99.9')
    expect(formatShare(1, 'en')).toBe('100.0')
  })
  it('a time is as short as it can be without a doubt', () => {
    const now = new Date(2026, 10, 22, 14, 30).getTime()
    expect(formatWhen(new Date(2026, 10, 22, 9, 5).getTime(), now, 'zh-CN')).toBe('09:05')
    expect(formatWhen(new Date(2026, 10, 21, 9, 5).getTime(), now, 'zh-CN')).toBe('11/21')
    expect(formatWhen(new Date(2018, 0, 4).getTime(), now, 'zh-CN')).toContain('2018')
  })
})
