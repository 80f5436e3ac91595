/** Chart colours and sizes from the page's tokens: charts cannot read custom properties themselves. */

export interface ChartTheme {
  text: string
  quiet: string
  line: string
  ground: string
  first: string
  second: string
  /** Pixels of small text. */
  small: number
  font: string
}

export function readChartTheme(element: Element = document.documentElement): ChartTheme {
  const style = getComputedStyle(element)
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    text: of('text'),
    quiet: of('quiet'),
    line: of('line'),
    ground: of('ground'),
    first: of('quiet'),
    second: of('good'),
    small: parseFloat(style.fontSize) * parseFloat(of('small')),
    font: of('font'),
  }
}
