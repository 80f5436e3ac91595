import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../test/app.ts'

let app: TestApp
beforeAll(async () => (app = await openTestApp({ tellsDeadlines: false })))
afterAll(() => app.close())

const cursorOf = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const ID = '01M80000000000000000000000'
const FORGED: unknown[] = [
  ['1.2.3', ID],
  ['.', ID],
  ['9'.repeat(400), ID],
  ['9'.repeat(30), ID],
  ['-9999999999999', ID],
  ['1e5', ID],
  ['1', 'a\0b'],
  ['1', '\ud800'],
  ['1', 'x'.repeat(1_000)],
  ['1', ID, 1],
  [1, 2],
  null,
  'text',
]

it.each(['/api/cases?', '/api/cases/closed-layer?', '/api/kpis/reports/cases?'])(
  'a cursor that %s never gave is refused as one, whatever it holds',
  async (path) => {
    for (const value of FORGED) {
      const answer = await app.ask('chief', 'GET', `${path}cursor=${cursorOf(value)}`)
      expect([answer.statusCode, JSON.stringify(value)]).toEqual([400, JSON.stringify(value)])
    }
    expect(
      (await app.ask('chief', 'GET', `${path}cursor=${cursorOf(['1700000000.123456', ID])}`)).statusCode,
    ).toBe(200)
  },
)

it.each(['/api/events?after=', '/api/kpis?asOf=', '/api/kpis/reports/cases?asOf='])(
  'a seq of %s that no log can hold is refused as a bad request',
  async (path) => {
    for (const seq of ['9'.repeat(22), '9223372036854775808', '1e30'])
      expect([(await app.ask('chief', 'GET', path + seq)).statusCode, seq]).toEqual([400, seq])
  },
)
