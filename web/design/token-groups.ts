/** Which token is shown in which part of the page. Knows names only; a test holds every token in exactly one group. */
import type { Words } from '../i18n/words.ts'

export const COLOUR_GROUPS: Record<keyof Words['design']['groups'], RegExp> = {
  ground: /^(ground|panel|raised|veil|line|edge|text|quiet|accent|on-accent|selected|shadow)$/,
  kinds: /^(ticket|hazard|dispute|on-kind)$/,
  levels: /^(near-due|overdue|on-overdue|overdue-edge|halo(-\d)?)$/,
  phases: /^phase-/,
  states: /^((on-)?(good|warn|bad|alarm)|(good|warn|bad)-soft|info|flash|exercise)$/,
  charts: /^(series-.*|spark|target|axis|split|now|bar(-.*)?)$/,
  ramps: /^(choropleth|heat)-/,
  map: /^map-/,
}
export const SIZE_GROUPS = {
  font: /^font(-key)?$/,
  size: /^(small|body|lead|title|clock|mid|big)$/,
  weight: /^(regular|medium|strong)$/,
  leading: /^(leading|tracking)/,
  space: /^(space-\d|gap|hairline|touch)$/,
  radius: /^radius/,
  motion: /^(flash-time|ease-time|quick-time|halo-time|ease|decay)$/,
} as const

export const namesIn = (names: Iterable<string>, group: RegExp): string[] =>
  [...names].filter((it) => group.test(it))
