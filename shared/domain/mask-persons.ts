/**
 * Who reported, for those who may know that somebody did and not who (domain §10.2: masked persons). Lets through the
 * reporter alone: in a title, an address or a narrative nobody can find every name.
 */
import type { Personal } from './commands.ts'

/** 张三丰 → 张**. */
const maskName = (name: string): string => {
  const [first = '', ...rest] = [...name]
  return `${first}${'*'.repeat(Math.min(Math.max(rest.length, 1), 4))}`
}

/** 13800138000 → 138****8000; of a shorter number the last two digits, of one of less than seven none. */
const maskPhone = (phone: string): string => {
  const digits = phone.replaceAll(/\D/g, '')
  if (digits.length >= 11) return `${digits.slice(-11, -8)}****${digits.slice(-4)}`
  return digits.length >= 7 ? `****${digits.slice(-2)}` : '****'
}

export function maskPersons({ reporter }: Personal): Personal {
  if (!reporter) return {}
  const { name, phone } = reporter
  return { reporter: { ...(name && { name: maskName(name) }), ...(phone && { phone: maskPhone(phone) }) } }
}
