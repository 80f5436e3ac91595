/** Local days: the statistical and numbering day of the district, whatever zone the server runs in. */

/** Epoch ms → YYYYMMDD in the district's zone. */
export function localDays(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  return (at) => format.format(at).replaceAll('-', '')
}
