/**
 * Which tokens are seen upon which, and how far they must stand apart (WCAG 2.2: 1.4.3 text, 1.4.11 graphics).
 * A list to be read by the tests and by the page that shows the tokens.
 */
export interface Pair {
  on: readonly string[]
  seen: readonly string[]
  /** WCAG contrast ratio. */
  atLeast: number
}

const TEXT = 4.5
const GRAPHIC = 3
const GROUNDS = ['ground', 'panel', 'raised']
const CHOROPLETH = ['choropleth-1', 'choropleth-2', 'choropleth-3', 'choropleth-4', 'choropleth-5']

export const PAIRS: readonly Pair[] = [
  {
    seen: ['text', 'quiet', 'accent', 'good', 'warn', 'bad', 'info'],
    on: [...GROUNDS, 'selected'],
    atLeast: TEXT,
  },
  { seen: ['text', 'good'], on: ['good-soft'], atLeast: TEXT },
  { seen: ['text', 'warn'], on: ['warn-soft'], atLeast: TEXT },
  { seen: ['text', 'bad'], on: ['bad-soft'], atLeast: TEXT },
  { seen: ['on-accent'], on: ['accent'], atLeast: TEXT },
  { seen: ['on-good'], on: ['good'], atLeast: TEXT },
  { seen: ['on-warn'], on: ['warn'], atLeast: TEXT },
  { seen: ['on-bad'], on: ['bad'], atLeast: TEXT },
  { seen: ['on-kind'], on: ['ticket', 'hazard', 'dispute'], atLeast: TEXT },
  { seen: ['on-overdue'], on: ['overdue'], atLeast: TEXT },
  { seen: ['overdue-edge'], on: [...GROUNDS, 'map-ground', ...CHOROPLETH], atLeast: GRAPHIC },
  { seen: ['on-alarm'], on: ['alarm'], atLeast: TEXT },
  { seen: ['ticket', 'hazard', 'dispute', 'near-due', 'overdue', 'edge'], on: GROUNDS, atLeast: GRAPHIC },
  {
    seen: ['phase-intake', 'phase-dispatch', 'phase-handle', 'phase-verify', 'phase-closed'],
    on: GROUNDS,
    atLeast: GRAPHIC,
  },
  {
    seen: [
      'series-opened',
      'series-closed',
      'series-backlog',
      'spark',
      'target',
      'now',
      'bar',
      'bar-late',
      'bar-overdue',
    ],
    on: ['ground', 'panel'],
    atLeast: GRAPHIC,
  },
  {
    seen: ['map-label', 'map-label-quiet'],
    on: ['map-ground', 'map-block', 'map-label-halo', ...CHOROPLETH],
    atLeast: TEXT,
  },
  { seen: ['map-label-road', 'map-label-water', 'map-label-green'], on: ['map-label-halo'], atLeast: TEXT },
  { seen: ['map-label-water'], on: ['map-water'], atLeast: TEXT },
  { seen: ['map-label-green'], on: ['map-green'], atLeast: TEXT },
  { seen: ['map-border-district', 'map-border-street'], on: ['map-ground'], atLeast: GRAPHIC },
  { seen: ['map-selected'], on: ['map-ground', ...CHOROPLETH], atLeast: GRAPHIC },
  { seen: ['map-hotspot', 'map-cluster-ring'], on: ['map-ground', 'map-cluster'], atLeast: GRAPHIC },
  { seen: ['text'], on: ['map-cluster'], atLeast: TEXT },
  // A mark on the map has an outline that parts it from whatever lies below; kinds stand out without it too.
  { seen: ['ticket', 'hazard', 'dispute', 'overdue'], on: ['map-ground', ...CHOROPLETH], atLeast: GRAPHIC },
  { seen: ['ticket', 'hazard', 'dispute', 'overdue', 'near-due'], on: ['map-outline'], atLeast: GRAPHIC },
]
