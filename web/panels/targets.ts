/**
 * What figures are measured against. Not law: GB/T 30428 publishes the rates and leaves the line to each
 * district's own assessment rules; these two are the lines that Shaotai's design of the wall starts with, until a
 * district's own can be set.
 */
export const TARGETS: Readonly<Record<string, number>> = {
  resolution_rate: 0.95,
  on_time_rate_due: 0.96,
}
