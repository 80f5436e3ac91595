/**
 * The look of every chart, made from the page's tokens: a chart draws on a canvas and cannot read custom
 * properties itself. Knows tokens and ECharts' names for things; imports its types alone (EChart.vue has the
 * library).
 */
import { shallowRef, type ShallowRef } from 'vue'

/** Tokens by the name a chart's option has for them. */
const TOKENS = {
  text: 'text',
  quiet: 'quiet',
  ground: 'ground',
  line: 'line',
  opened: 'series-opened',
  closed: 'series-closed',
  backlog: 'series-backlog',
  spark: 'spark',
  target: 'target',
  axis: 'axis',
  split: 'split',
  now: 'now',
  bar: 'bar',
  barLate: 'bar-late',
  barOverdue: 'bar-overdue',
  ticket: 'ticket',
  hazard: 'hazard',
  dispute: 'dispute',
  good: 'good',
  warn: 'warn',
  bad: 'bad',
} as const

export interface ChartTheme extends Record<keyof typeof TOKENS, string> {
  font: string
  /** CSS pixels of one unit (1rem) of this page; on a wall it follows the window. */
  unit: number
  /** CSS pixels of small and of plain text. */
  small: number
  body: number
  /** CSS pixels of the thinnest line. */
  hairline: number
}

export function readChartTheme(element: Element = document.documentElement): ChartTheme {
  const style = getComputedStyle(element)
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const unit = parseFloat(getComputedStyle(document.documentElement).fontSize)
  const colours = Object.fromEntries(Object.entries(TOKENS).map(([key, name]) => [key, of(name)]))
  return {
    ...(colours as Record<keyof typeof TOKENS, string>),
    font: of('font'),
    unit,
    small: unit * parseFloat(of('small')),
    body: unit * parseFloat(of('body')),
    hairline: Math.max(1, unit * 0.06),
  }
}

let current: ShallowRef<ChartTheme> | null = null

/**
 * The theme as it is now; it changes with the document's theme and view, and with the size of the window. One
 * for the page, whoever asks; it goes on watching as long as the page lives.
 */
export function useChartTheme(): Readonly<ShallowRef<ChartTheme>> {
  if (current) return current
  const it = shallowRef(readChartTheme())
  const read = () => {
    const next = readChartTheme()
    if (JSON.stringify(next) !== JSON.stringify(it.value)) it.value = next
  }
  new MutationObserver(read).observe(document.documentElement, {
    attributeFilter: ['data-theme', 'data-view'],
  })
  addEventListener('resize', read)
  current = it
  return it
}

/** As ECharts' registerTheme takes it. What an option says itself still wins. */
export function toEChartsTheme(it: ChartTheme) {
  const text = { color: it.quiet, fontSize: it.small, fontFamily: it.font }
  const axis = {
    axisLine: { show: true, lineStyle: { color: it.axis, width: it.hairline } },
    axisTick: { show: false },
    axisLabel: { ...text, hideOverlap: true },
    splitLine: { show: false, lineStyle: { color: it.split, width: it.hairline } },
    nameTextStyle: text,
  }
  const measured = { ...axis, axisLine: { show: false }, splitLine: { ...axis.splitLine, show: true } }
  return {
    color: [it.opened, it.closed, it.backlog, it.quiet],
    backgroundColor: 'transparent',
    textStyle: { color: it.text, fontFamily: it.font, fontSize: it.small },
    animation: false, // a wall repaints when something is new, and for no other reason
    categoryAxis: axis,
    timeAxis: axis,
    valueAxis: measured,
    logAxis: measured,
    bar: { barGap: '12%', barCategoryGap: '34%', label: { ...text, color: it.text } },
    line: {
      symbol: 'none',
      symbolSize: it.unit * 0.4,
      lineStyle: { width: Math.max(1.5, it.unit * 0.11) },
      label: { ...text, color: it.text },
    },
    scatter: { symbolSize: it.unit * 0.6, label: text },
    markLine: {
      symbol: 'none',
      silent: true,
      lineStyle: { color: it.now, width: Math.max(1, it.unit * 0.08), type: 'solid' },
      label: { ...text, color: it.text },
    },
  }
}
