import { describe, expect, it } from 'vitest'
import { hanInScript, rawWordsOfTemplate } from './testing/raw-strings.ts'

const components = import.meta.glob<string>(['../**/*.vue', '!**/node_modules/**', '!**/dist*/**'], {
  query: '?raw',
  import: 'default',
  eager: true,
})
const scripts = import.meta.glob<string>(
  [
    '../**/*.ts',
    '!../i18n/**',
    '!../**/*.test.ts',
    '!../**/testing/**',
    '!**/node_modules/**',
    '!**/dist*/**',
  ],
  { query: '?raw', import: 'default', eager: true },
)
const planted = (template: string) =>
  `<script setup lang="ts">\nconst it = 1\n</script>\n<template>${template}</template>`

describe('words on screen come from the catalogue', () => {
  it('no template holds a word', () => {
    expect(Object.keys(components).length).toBeGreaterThan(15)
    const found = Object.entries(components).flatMap(([path, source]) =>
      rawWordsOfTemplate(source).map((text) => `${path}: ${text}`),
    )
    expect(found).toEqual([])
  })
  it('no script outside the catalogue holds Chinese', () => {
    expect(Object.keys(scripts).length).toBeGreaterThan(40)
    const found = [
      ...Object.entries(components).map(([path, source]) => [path, hanInScript(source, true)] as const),
      ...Object.entries(scripts).map(([path, source]) => [path, hanInScript(source, false)] as const),
    ].filter(([, texts]) => texts.length > 0)
    expect(found).toEqual([])
  })
})

describe('the search itself', () => {
  it.each([
    ['<p>Backlog</p>', 'Backlog'],
    ['<p>积压</p>', '积压'],
    ['<p><b>12 days</b></p>', '12 days'],
    ['<i v-if="it" title="Close" />', 'title="Close"'],
    ['<input placeholder="姓名" />', 'placeholder="姓名"'],
    [`<i :aria-label="it ? 'open' : '—'" />`, 'open'],
    ['<p>{{ `${it} left` }}</p>', ' left'],
    [`<p>{{ it || 'none' }}</p>`, 'none'],
    [`<p v-text="'late'" />`, 'late'],
  ])('finds the word in %s', (template, word) => {
    expect(rawWordsOfTemplate(planted(template))).toEqual([word])
  })
  it('finds what a style sheet writes, and Chinese in a script', () => {
    const styled = `${planted('<p />')}<style>p::before { content: 'new'; }</style>`
    expect(rawWordsOfTemplate(styled)).toEqual([`'new'`])
    expect(hanInScript(`const a = '超期' // 注`, false)).toEqual(['超期'])
    expect(hanInScript('<script setup lang="ts">\nconst a = `共 ${1} 件`\n</script>', true)).toEqual([
      '共 ',
      ' 件',
    ])
  })
  it.each([
    '<p>{{ words.panels.backlog }} · 96.3 % — ×3 ▲</p>',
    `<p :class="it === 'old' ? 'grey' : 'plain'" data-panel="counts" :key="'a'">{{ names['ticket'] }}</p>`,
    `<b :title="say('late')" role="img">{{ it === 'late' ? 1 : 2 }}</b>`,
    '<!-- a word to the reader of the source --><p />',
  ])('leaves %s alone', (template) => {
    expect(rawWordsOfTemplate(planted(template))).toEqual([])
  })
})
