/** One chart through its life: what only a browser can say. */
import '@fontsource-variable/noto-sans-sc'
import type { BarSeriesOption, LineSeriesOption } from 'echarts/charts'
import { getInstanceByDom } from 'echarts/core'
import { afterEach, expect, it } from 'vitest'
import { createApp, h, shallowRef, type App } from 'vue'
import '../styles/base.css'
import EChart, { type ChartOption } from './EChart.vue'
import { readChartTheme } from './theme.ts'

const ROOT = document.documentElement
let app: App | null = null
let box: HTMLElement | null = null
afterEach(() => {
  app?.unmount()
  box?.remove()
  delete ROOT.dataset['theme']
})
const PATIENCE = { timeout: 20_000 }

const bars = (...series: (BarSeriesOption | LineSeriesOption)[]): ChartOption => ({
  xAxis: { type: 'category', data: ['0', '1', '2'] },
  yAxis: { type: 'value' },
  series,
})
const opened = { type: 'bar' as const, name: 'opened', data: [3, 5, 8] }
const backlog = {
  type: 'line' as const,
  name: 'backlog',
  data: [3, 4, 6],
  markLine: { data: [{ xAxis: 1 }] },
}

async function mount(first: ChartOption) {
  const option = shallowRef(first)
  box = document.body.appendChild(document.createElement('div'))
  box.style.cssText = 'inline-size:400px;block-size:200px'
  app = createApp({ render: () => h(EChart, { option: option.value, label: 'a chart' }) })
  app.mount(box)
  const holder = box.querySelector<HTMLElement>('.chart')!
  // Fonts come first, and a busy machine takes its time with them.
  await expect.poll(() => getInstanceByDom(holder)?.getOption()?.['series'], PATIENCE).toBeTruthy()
  return { option, holder, chart: () => getInstanceByDom(holder) }
}
/** How many pixels have about this colour. */
function count(holder: HTMLElement, colour: string): number {
  const canvas = holder.querySelector('canvas')
  if (!canvas) return 0
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
  const wanted = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))
  let found = 0
  for (let i = 0; i < data.length; i += 4)
    if (wanted.every((it, at) => Math.abs(it - data[i + at]!) < 6) && data[i + 3]! > 200) found += 1
  return found
}

it('one instance for the component’s life; a series that leaves the option leaves the chart', async () => {
  const { option, chart, holder } = await mount(bars(opened, backlog))
  const first = chart()!
  const names = () => (first.getOption()['series'] as { name: string }[]).map((it) => it.name)
  expect(names()).toEqual(['opened', 'backlog'])
  option.value = bars(backlog)
  await expect.poll(() => names().filter(Boolean), PATIENCE).toEqual(['backlog'])
  expect(chart()).toBe(first)
  app!.unmount()
  app = null
  expect(getInstanceByDom(holder)).toBeUndefined()
  expect(first.isDisposed()).toBe(true)
})

it('takes the colours of the page’s theme, and of the next one without being made anew', async () => {
  const { chart, holder } = await mount(bars(opened))
  const first = chart()!
  const dark = readChartTheme()
  await expect.poll(() => count(holder, dark.opened), PATIENCE).toBeGreaterThan(500)
  ROOT.dataset['theme'] = 'light'
  const light = readChartTheme()
  expect(light.opened).not.toBe(dark.opened)
  expect(chart()).toBe(first)
  await expect.poll(() => count(holder, light.opened), PATIENCE).toBeGreaterThan(500)
  expect(count(holder, dark.opened)).toBe(0)
})

it('sizes of text follow the page’s unit', async () => {
  await mount(bars(opened))
  const before = readChartTheme()
  expect(before.small).toBeCloseTo(before.unit * 0.92)
  ROOT.style.fontSize = '32px'
  expect(readChartTheme().small).toBeCloseTo(32 * 0.92)
  ROOT.style.fontSize = ''
})
