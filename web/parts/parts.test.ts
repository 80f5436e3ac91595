import { describe, expect, it } from 'vitest'
import { choicesLike } from './choice.ts'
import { nextSorting, rowsShown, type Column } from './table.ts'

describe('choices', () => {
  const choices = [
    { value: 'D01', name: '城市管理局', note: 'D01' },
    { value: 'D02', name: '园林绿化局', note: 'D02' },
  ]
  it('are found by Chinese, by code, and whatever the width of the letters', () => {
    for (const typed of ['园林', 'd02', 'Ｄ０２', '局 绿'])
      expect(choicesLike(choices, typed).map((it) => it.value)).toEqual(['D02'])
    expect(choicesLike(choices, '  ')).toHaveLength(2)
    expect(choicesLike(choices, '消防')).toEqual([])
  })
})

describe('a table', () => {
  const columns: Column<[string, number | null]>[] = [
    { id: 'name', name: '', text: ([name]) => name },
    { id: 'n', name: '', text: ([, n]) => String(n), rank: ([, n]) => n },
  ]
  const rows: [string, number | null][] = [
    ['规则10', 2],
    ['规则9', null],
    ['阿里', 30],
  ]
  const shown = (search: string, column: string, descending: boolean) =>
    rowsShown(rows, columns, { search, sorting: { column, descending }, language: 'zh-CN' }).map(
      ([name]) => name,
    )
  it('sorts names as its language does, and figures in them as figures', () =>
    expect(shown('', 'name', false)).toEqual(['阿里', '规则9', '规则10']))
  it('sorts by the number and not by its text, and nothing comes last both ways', () => {
    expect(shown('', 'n', false)).toEqual(['规则10', '阿里', '规则9'])
    expect(shown('', 'n', true)).toEqual(['阿里', '规则10', '规则9'])
  })
  it('finds a row by words in any of its columns', () =>
    expect(shown('规则 2', 'name', false)).toEqual(['规则10']))
  it('leaves the rows as they were', () => expect(rows[0]![0]).toBe('规则10'))
  it('a heading is up, down, and as given again', () => {
    const up = nextSorting(null, 'n')
    const down = nextSorting(up, 'n')
    expect([up, down, nextSorting(down, 'n')]).toEqual([
      { column: 'n', descending: false },
      { column: 'n', descending: true },
      null,
    ])
  })
})
