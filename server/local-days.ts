/** Local days: the statistical and numbering day of the district, whatever zone the server runs in. */

const MINUTE_MS = 60_000

/** Epoch ms → YYYYMMDD in the district's zone. */
export function localDays(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  // Asked for every report, and the answer changes once a day; offsets of zones are whole minutes.
  let known = { minute: Number.NaN, day: '' }
  return (at) => {
    const minute = Math.floor(at / MINUTE_MS)
    if (known.minute !== minute) known = { minute, day: format.format(at).replaceAll('-', '') }
    return known.day
  }
}
