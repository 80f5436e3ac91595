import { toProblem } from '@shaotai/shared/contract/problem.ts'
import { describe, expect, it } from 'vitest'
import { wordsOf } from '../i18n/words.ts'
import type { LinkReport } from '../live/sync-state.ts'
import { linkTexts, linkWords } from './link-words.ts'

const report: LinkReport = {
  link: 'live',
  stale: null,
  problem: null,
  retryAt: null,
  heardAt: 9_000,
  head: 1,
  divergences: 0,
}
const at = {
  now: 10_000,
  dateOf: (it: number) => new Date(2026, 10, 22, 14, 0, it / 1000).getTime(),
  hasPicture: true,
  words: wordsOf('zh-CN'),
  language: 'zh-CN' as const,
}

describe('link in words', () => {
  it('B1 live says how old the newest word of the server is', () => {
    expect(linkWords(report, at)).toMatchObject({
      tone: 'good',
      label: '实时',
      age: '最新 1 秒前',
      banner: null,
    })
  })
  it('B3 stale says since when, why, and what is being done', () => {
    const stale: LinkReport = {
      ...report,
      link: 'stale',
      stale: { reason: 'no_tick', since: 4_000 },
      retryAt: 13_200,
    }
    const { tone, age, banner } = linkWords(stale, at)
    expect({ tone, age }).toEqual({ tone: 'bad', age: '6 秒' })
    expect(banner).toEqual({
      title: '实时数据已中断',
      since: '自 14:00:04 起画面未更新',
      why: '连接仍在，但服务器没有心跳。',
      doing: '4 秒后自动重连',
    })
  })
  it('B3 stale until proved in step, even when the link is live again', () => {
    const proving: LinkReport = { ...report, stale: { reason: 'closed', since: 4_000 } }
    expect(linkWords(proving, at).banner).toMatchObject({ doing: '已连上，正在核对…' })
  })
  it('R3 a refusal is explained in the reader’s language', () => {
    const refused: LinkReport = {
      ...report,
      link: 'refused',
      stale: { reason: 'refused', since: 4_000 },
      problem: toProblem('not_signed_in', 'en'),
      retryAt: 50_000,
    }
    expect(linkWords(refused, at).banner).toMatchObject({
      title: '服务器拒绝了本屏幕',
      why: '未登录或凭证失效，请重新登录。',
    })
  })
  it.each(['zh-CN', 'en'] as const)('no letter of a lost link is fetched only then: %s', (language) => {
    const [words, told] = [wordsOf(language), new Set(linkTexts(wordsOf(language), language))]
    const reasons = Object.keys(words.link.reasons) as (keyof typeof words.link.reasons)[]
    const waits = [null, 13_200, 3_600_000, 90_000_000].flatMap((retryAt) =>
      (['stale', 'asking'] as const).map((link) => ({ retryAt, link })),
    )
    for (const reason of reasons)
      for (const wait of waits) {
        const lost = { ...report, ...wait, stale: { reason, since: 4_000 } }
        const { label, age, banner } = linkWords(lost, { ...at, words, language })
        const letters = [label, age, ...Object.values(banner!)].join('').replace(/\p{ASCII}/gu, '')
        expect([...letters].filter((it) => !told.has(it))).toEqual([])
      }
  })
  it('before the first picture nothing claims to be live', () => {
    expect(linkWords({ ...report, heardAt: null }, { ...at, hasPicture: false })).toMatchObject({
      tone: 'waiting',
      banner: null,
    })
    expect(linkWords(null, at).tone).toBe('waiting')
  })
})
