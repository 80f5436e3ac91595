/** The report on a file of areas as lines for a terminal: what is refused, warned of and repaired, and how much of it. */
import type { AreaFindingCode, FindingLevel } from '@shaotai/shared/domain/area-finding.ts'

export interface Told {
  level: FindingLevel
  says: string
  /** Absent: every line is shown. */
  code?: AreaFindingCode
  squareMetres?: number | null
}

/** Of warnings of one kind; faults are all shown. The largest say where to begin. */
const SHOWN = 10
const WORDS = { refused: 'refused', warned: 'warning', repaired: 'repaired' } as const

export function reportLines(findings: readonly Told[]): string[] {
  const lines: string[] = []
  for (const level of ['refused', 'warned', 'repaired'] as const) {
    const kinds = Map.groupBy(
      findings.filter((it) => it.level === level),
      ({ code }) => code,
    )
    for (const [code, same] of kinds) {
      const largest =
        level === 'refused' ? same : same.toSorted((a, b) => (b.squareMetres ?? 0) - (a.squareMetres ?? 0))
      const shown = level === 'refused' ? largest : largest.slice(0, SHOWN)
      lines.push(...shown.map(({ says }) => `${WORDS[level]}: ${says}`))
      if (shown.length < same.length)
        lines.push(`${WORDS[level]}: and ${same.length - shown.length} smaller ones of ${code}.`)
    }
  }
  return lines
}
