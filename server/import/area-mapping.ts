/**
 * The mapping of a file of boundaries read from YAML or JSON, each mistake with its line. What it means is
 * shared/domain/area-mapping.ts.
 */
import { AreaMappingSchema, MAPPED_WORDS, type AreaMapping } from '@shaotai/shared/domain/area-mapping.ts'
import { TIERS } from '@shaotai/shared/domain/vocabulary.ts'
import { Value } from 'typebox/value'
import { readMappingText } from './mapping-text.ts'
import { Stop } from './stop.ts'

/** `file` is how the mapping is called in messages. Throws one Stop that lists every mistake with its line. */
export function toAreaMapping(text: string, file: string): AreaMapping {
  const { told, lineOf } = readMappingText(text, file)
  const spelled = spellOut(told)
  const faults: string[] = []
  const say = (at: string[], says: string): void =>
    void faults.push(`line ${lineOf(at)}, ${at.join('.') || 'the whole'}: ${says}`)
  for (const { instancePath, keyword, message, params } of Value.Errors(AreaMappingSchema, spelled)) {
    const at = instancePath.split('/').slice(1)
    const named = params as Record<string, string[]>
    if (keyword === 'boolean') continue // said again, better, as additionalProperties
    if (keyword === 'additionalProperties')
      for (const key of named['additionalProperties']!) say([...at, key], 'there is no such setting here')
    else if (keyword === 'required')
      for (const key of named['requiredProperties']!) say([...at, key], 'is missing; add it')
    else if (keyword === 'enum') say(at, `must be one of ${named['allowedValues']!.join(', ')}`)
    else say(at, message)
  }
  if (faults.length === 0) {
    const mapping = spelled as AreaMapping
    for (const key of MAPPED_WORDS) {
      const rule = mapping[key]
      if (key === 'parent' && mapping.parent?.prefix) {
        if (Object.keys(mapping.parent).length > 1) say([key], 'has prefix, which stands alone')
      } else if (rule && (rule.property === undefined) === (rule.constant === undefined))
        say([key], 'needs one of property and constant')
    }
    const tiers = [mapping.tier.constant, ...Object.values(mapping.tier.values ?? {})]
    for (const tier of tiers)
      if (tier !== undefined && !TIERS.includes(tier as never))
        say(['tier'], `"${tier}" is no tier; tiers are ${TIERS.join(', ')}`)
  }
  if (faults.length === 0) return spelled as AreaMapping
  throw new Stop([
    `The mapping ${file} has ${faults.length} mistake(s), so nothing was read. docs/import.md, Areas, says what it may hold.`,
    ...faults,
  ])
}

/** `tier: community` → `{constant: community}`, and what YAML read as a number becomes a text again. */
function spellOut(told: unknown): unknown {
  if (!isRecord(told)) return told
  const whole: Record<string, unknown> = { ...told }
  for (const key of MAPPED_WORDS) {
    const rule = whole[key]
    if (typeof rule === 'string' || typeof rule === 'number') whole[key] = { constant: String(rule) }
    else if (isRecord(rule) && isRecord(rule['values'])) {
      const values = Object.entries(rule['values']).map(([from, to]) => [from, String(to)])
      whole[key] = { ...rule, values: Object.fromEntries(values) as unknown }
    }
  }
  return whole
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
