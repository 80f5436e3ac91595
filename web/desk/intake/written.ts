/** What somebody writes by hand, read: coordinates, and whether a telephone number is whole. Pure. */

/** Longitude and latitude, apart by a comma, a space or both, with letters and degree signs let pass; null: no two numbers of this earth. */
export function coordinatesIn(text: string): { lng: number; lat: number } | null {
  // Full-width figures and commas come from an input method.
  const plain = text.normalize('NFKC').replaceAll(/[°NEne()]/g, ' ')
  const parts = plain.split(/[\s,;、]+/).filter(Boolean)
  const [lng, lat] = parts.map(Number)
  if (parts.length !== 2 || !Number.isFinite(lng) || !Number.isFinite(lat)) return null
  if (Math.abs(lng!) > 180 || Math.abs(lat!) > 90 || (lng === 0 && lat === 0)) return null
  return { lng: lng!, lat: lat! }
}

const LEAST_DIGITS = 7
/**
 * The digits of a number that nobody is still typing: a mobile number as soon as it has eleven, any other when the field
 * is left. Null: not whole. Each whole number is matched once, because each match is on the audit trail.
 */
export function wholeNumber(text: string, isLeft: boolean): string | null {
  const digits = text
    .normalize('NFKC')
    .replace(/^\s*\+?\s*86[\s-]*(?=1)/, '')
    .replaceAll(/\D/g, '')
  if (/^1\d{10}$/.test(digits)) return digits
  return isLeft && digits.length >= LEAST_DIGITS ? digits : null
}
