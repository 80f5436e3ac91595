import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { toAreaMapping } from './area-mapping.ts'
import { toMapping } from './mapping-file.ts'
import { Stop } from './stop.ts'

const LEAST = `
source: hotline
externalId: { column: id }
occurredAt: { column: at, format: ISO, zone: as given }
kind: ticket
category: { column: what }
`
const mistakes = (text: string): string => {
  try {
    toMapping(text, 'x.yaml')
    return 'none'
  } catch (error) {
    expect(error).toBeInstanceOf(Stop)
    return (error as Error).message
  }
}

it('spells short forms out', () => {
  const mapping = toMapping(LEAST, 'x.yaml')
  expect(mapping.kind).toEqual({ constant: 'ticket' })
  expect(mapping.occurredAt.format).toEqual(['ISO'])
  expect(mapping.category).toEqual({ columns: ['what'] })
})

it('reads JSON as well', () => {
  expect(toMapping(JSON.stringify(toMapping(LEAST, 'x')), 'x.json')).toEqual(toMapping(LEAST, 'x'))
})

it('takes numbers for what they are in a file of cases: texts', () => {
  const { priority } = toMapping(`${LEAST}priority: { column: p, values: { 1: P1, 2: P2 } }`, 'x.yaml')
  expect(priority?.values).toEqual({ 1: 'P1', 2: 'P2' })
})

describe('names the place of a mistake and what to do', () => {
  it.each([
    [
      'an unknown setting',
      `${LEAST}categroy: { column: x }`,
      'line 7, categroy: there is no such setting here; known are name, file',
    ],
    [
      'an unknown setting further in',
      LEAST.replace('column: what', 'colum: what'),
      'line 6, category.colum: there is no such setting here; known are column,',
    ],
    ['a missing setting', LEAST.replace('kind: ticket', ''), 'kind: is missing; add it'],
    [
      'a word outside its list',
      LEAST.replace('ticket', 'complaint'),
      'line 5, kind.constant: must be one of ticket, hazard, dispute',
    ],
    [
      'a value that leads nowhere',
      LEAST.replace('kind: ticket', 'kind: { column: k, values: { a: tickt } }'),
      'line 5, kind.values.a: leads to "tickt"',
    ],
    ['a bare text', LEAST.replace('{ column: what }', 'what'), 'line 6, category: write {column: NAME}'],
    [
      'a format',
      LEAST.replace('ISO', 'dd.MM.yyyy'),
      'line 4, occurredAt.format: "dd.MM.yyyy" cannot be read',
    ],
    ['a zone', LEAST.replace('as given', 'Taipei'), 'line 4, occurredAt.zone: "Taipei" is no time zone'],
    ['a zone that is not named', LEAST.replace(', zone: as given', ''), 'occurredAt.zone: is missing'],
    [
      'no column names without a header',
      `${LEAST}file: { header: false }`,
      'file.columns: a file without a header line needs the names',
    ],
    ['column names beside a header', `${LEAST}file: { columns: [a] }`, 'the header line names the columns'],
    [
      'two ways at once',
      LEAST.replace('{ column: what }', '{ column: what, template: "{what}" }'),
      'category: needs exactly one of column, columns, template, constant',
    ],
    [
      'a template without columns',
      LEAST.replace('{ column: what }', '{ template: what }'),
      'category.template: names no column',
    ],
    [
      'a coordinate system we cannot convert',
      `${LEAST}place: { lng: x, lat: y, crs: utm50 }`,
      'place.crs: must be one of wgs84, cgcs2000, gcj02, bd09',
    ],
    ['a place without its system', `${LEAST}place: { lng: x, lat: y }`, 'place.crs: is missing'],
    [
      'a condition that asks nothing',
      `${LEAST}ignore: { column: x, reason: y }`,
      'ignore.0: needs one of is, isNot, empty',
    ],
    ['broken YAML', 'source: [', 'neither YAML nor JSON'],
    ['something else', 'hello', 'a mapping is a list of names and values'],
  ])('%s', (_, text, expected) => {
    expect(mistakes(text)).toContain(expected)
  })

  it('all of them at once', () => {
    expect(mistakes(LEAST.replace('ticket', 'x').replace('hotline', 'y'))).toContain('has 2 mistake(s)')
  })
})

it('finds nothing wrong with the mappings of the project', () => {
  const folder = resolve(import.meta.dirname, '../../mappings')
  for (const name of readdirSync(folder)) {
    const text = readFileSync(resolve(folder, name), 'utf8')
    if (/^tier:/m.test(text)) expect(toAreaMapping(text, name).crs).toBe('wgs84')
    else expect(mistakes(text), name).toBe('none')
  }
})
