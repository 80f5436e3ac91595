import { describe, expect, it } from 'vitest'
import { actingEn } from './acting/en.ts'
import { actingZhCN } from './acting/zh-CN.ts'
import { adminEn } from './admin/en.ts'
import { adminZhCN } from './admin/zh-CN.ts'
import { areasEn } from './areas/en.ts'
import { areasZhCN } from './areas/zh-CN.ts'
import { queueEn } from './desk/queue/en.ts'
import { queueZhCN } from './desk/queue/zh-CN.ts'
import { en } from './en.ts'
import { formatDuration, formatShare, formatWhen } from './format.ts'
import { homeEn } from './home/en.ts'
import { homeZhCN } from './home/zh-CN.ts'
import { intakeEn } from './intake/en.ts'
import { intakeZhCN } from './intake/zh-CN.ts'
import { partsEn } from './parts/en.ts'
import { samplesEn, samplesZhCN } from './parts/samples.ts'
import { partsZhCN } from './parts/zh-CN.ts'
import { secretEn } from './secret/en.ts'
import { secretZhCN } from './secret/zh-CN.ts'
import { pickLanguage } from './words.ts'
import { zhCN } from './zh-CN.ts'

describe('language', () => {
  it('the address decides first, then the choice of before, then the browser', () => {
    expect(pickLanguage('en', 'zh-CN', ['zh-CN'])).toBe('en')
    expect(pickLanguage(null, 'zh-CN', ['en-GB'])).toBe('zh-CN')
    expect(pickLanguage(null, null, ['fr', 'zh-TW', 'en'])).toBe('zh-CN')
    expect(pickLanguage('xx', null, ['fr'])).toBe('en')
  })
})

/** Every text of a catalogue by its path; a sentence of parts is said with figures in their places. */
const textsOf = (words: object, path = ''): [path: string, text: string][] =>
  Object.entries(words).flatMap(([key, it]) => {
    const at = path ? `${path}.${key}` : key
    if (typeof it === 'string') return [[at, it]]
    return typeof it === 'function'
      ? [[`${at}/${it.length}`, String(it('1', '2', '3', '4'))]]
      : textsOf(it, at)
  })
const HAN = /\p{Script=Han}/u

describe.each([
  ['all pages', zhCN, en],
  ['the parts', partsZhCN, partsEn],
  ['their samples', samplesZhCN, samplesEn],
  ['administration', adminZhCN, adminEn],
  ['the desk’s queue', queueZhCN, queueEn],
  ['areas', areasZhCN, areasEn],
  ['secret cases', secretZhCN, secretEn],
  ['sign-in and way-finding', homeZhCN, homeEn],
  ['the intake form', intakeZhCN, intakeEn],
  ['acting on a case', actingZhCN, actingEn],
])('the catalogue of %s', (name, zh, its) => {
  const [chinese, english] = [new Map(textsOf(zh)), new Map(textsOf(its))]
  const where = (texts: Map<string, string>, is: (text: string, path: string) => boolean) =>
    [...texts].filter(([path, text]) => is(text, path)).map(([path]) => path)

  it('both say the same things, each with the same number of parts', () => {
    expect(chinese.size).toBeGreaterThan(name === 'all pages' ? 100 : 10)
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  })
  it('no text is empty', () => {
    const isBlank = (text: string, path: string) => path !== 'space' && text.trim() === ''
    expect(where(chinese, isBlank)).toEqual([])
    // English counts without a measure word.
    expect(where(english, isBlank)).toEqual(name === 'all pages' ? ['units.cases'] : [])
  })
  it('no text of one language stands in the other catalogue', () => {
    expect(where(english, (text) => HAN.test(text))).toEqual([])
    // A key is called what is printed on it.
    expect(where(chinese, (text) => /[a-z]{3,}/.test(text.replaceAll('Ctrl', '')))).toEqual([])
  })
  it('wherever English has a word, Chinese has one', () => {
    const onlyEnglish = where(
      chinese,
      (text, path) => !HAN.test(text) && /[a-z]{3,}/i.test(english.get(path)!),
    )
    expect(onlyEnglish).toEqual([])
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
