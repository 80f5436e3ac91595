/**
 * The documents of security under test: the inventory has every column and field that there is, the ASVS table is whole and its
 * proofs exist, every threat has a test that exists. What the tests they name say is those tests' own affair.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PersonalSchema } from './shared/domain/commands.ts'

const root = import.meta.dirname
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const rowsOf = (text: string): string[][] =>
  [...text.matchAll(/^\| (.+) \|$/gm)].map(([, row]) => row!.split(' | ').map((cell) => cell.trim()))
const filesIn = (text: string): string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map((it) => it[1]!).filter((it) => /\.(ts|md|vue|sql)$/.test(it))

describe('data inventory', () => {
  const inventory = read('docs/data-inventory.md')
  const [, rest = ''] = inventory.split('<!-- not personal: begin -->')
  const nobodys = new Set(
    [...rest.split('<!-- not personal: end -->')[0]!.matchAll(/`([^`]+)`/g)].map((it) => it[1]!),
  )
  const rows = new Map(
    rowsOf(inventory).flatMap((cells) =>
      cells[0]!.startsWith('`') ? [[cells[0]!.replaceAll('`', ''), cells] as const] : [],
    ),
  )

  /** Fields of a schema by their path, down to what holds a value. */
  const leaves = (schema: { properties?: Record<string, object> }, path: string): string[] =>
    Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
      const below = leaves(inner, `${path}.${name}`)
      return below.length > 0 ? below : [`${path}.${name}`]
    })

  it('has a row for everything personal that a report or a step may carry', () => {
    const fields = leaves(PersonalSchema, 'case_personal.data')
    expect(fields.length).toBeGreaterThan(9)
    expect(fields.filter((it) => !rows.has(it))).toEqual([])
    expect(
      [...rows.keys()].filter((it) => it.startsWith('case_personal.data.') && !fields.includes(it)),
    ).toEqual([])
  })

  it('has a place for every column of the database that can hold a word', () => {
    const [, columns = ''] = /^-- columns\n([\s\S]*?)^-- constraints/m.exec(
      read('server/db/schema.snapshot.sql'),
    )!
    const words = [
      ...columns.matchAll(/^(\w+\.\w+) (?:text|jsonb|json|bytea|uuid|inet|character varying)/gm),
    ].map((it) => it[1]!)
    expect(words.length).toBeGreaterThan(50)
    const isPlaced = (column: string): boolean =>
      nobodys.has(column) || rows.has(column) || column === 'case_personal.data'
    // A new one: say who sees it, how long and how it is erased, or that it says nothing about anybody.
    expect(words.filter((it) => !isPlaced(it))).toEqual([])
    expect([...nobodys].filter((it) => !words.includes(it))).toEqual([])
    expect([...nobodys].filter((it) => rows.has(it))).toEqual([])
  })

  it('says of everything who sees it, how long it is kept and how it is erased', () => {
    expect(
      [...rows]
        .filter(([, cells]) => cells.length !== 5 || cells.some((cell) => cell.length < 3))
        .map(([name]) => name),
    ).toEqual([])
  })
})

/** Level 1 of ASVS 5.0.0, by the list that OWASP publishes with it. */
const LEVEL_1 =
  '1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1 2.1.1 2.2.1 2.2.2 2.3.1 3.2.1 3.2.2 3.3.1 3.4.1 3.4.2 3.5.1 3.5.2 3.5.3 ' +
  '4.1.1 4.4.1 5.2.1 5.2.2 5.3.1 5.3.2 6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.3.1 6.3.2 6.4.1 6.4.2 ' +
  '7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2 8.1.1 8.2.1 8.2.2 8.3.1 9.1.1 9.1.2 9.1.3 9.2.1 10.4.1 10.4.2 10.4.3 10.4.4 10.4.5 ' +
  '11.3.1 11.3.2 11.4.1 12.1.1 12.2.1 12.2.2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1'

describe('ASVS', () => {
  const text = read('docs/asvs.md')
  const rows = rowsOf(text).filter(([id]) => /^\d/.test(id!))

  it('has every requirement of level 1 once, in order', () => {
    expect(rows.map(([id]) => id).join(' ')).toBe(LEVEL_1)
    expect(rows).toHaveLength(70)
  })

  it('answers each with one of three, says why, and counts them right', () => {
    const counts: Record<string, number> = { met: 0, 'not applicable': 0, 'not yet': 0 }
    for (const [id, asks, answer, why] of rows) {
      expect(counts, id).toHaveProperty([answer!])
      counts[answer!]! += 1
      expect(asks!.length * why!.length, id).toBeGreaterThan(0)
    }
    expect(text).toContain(
      `${counts['met']} met, ${counts['not applicable']} not applicable, ${counts['not yet']} not yet.`,
    )
  })

  it('names a file that exists for all that is met', () => {
    const met = rows.filter(([, , answer]) => answer === 'met')
    expect(met.filter(([, , , proof]) => filesIn(proof!).length === 0).map(([id]) => id)).toEqual([])
    expect(
      met.flatMap(([, , , proof]) => filesIn(proof!)).filter((path) => !existsSync(join(root, path))),
    ).toEqual([])
  })
})

describe('threat model', () => {
  it('has a guard and a test that exists for every threat', () => {
    const threats = rowsOf(read('docs/threat-model.md')).filter(([kind]) => /^[STRIDE]$/.test(kind!))
    expect(new Set(threats.map(([kind]) => kind))).toEqual(new Set('STRIDE'))
    for (const [, threat, guard, test] of threats) {
      expect(guard!.length, threat).toBeGreaterThan(10)
      expect(
        filesIn(test!).filter((path) => path.endsWith('.test.ts') && existsSync(join(root, path))),
        threat,
      ).toHaveLength(1)
    }
  })
})
