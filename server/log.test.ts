import pg from 'pg'
import { expect, it } from 'vitest'
import { openLog } from './log.ts'

it('what a database quotes of a text is not logged; where and what it was is', () => {
  const lines: string[] = []
  const fault = Object.assign(new pg.DatabaseError('invalid input: "13900001234"', 1, 'error'), {
    code: '22P02',
    severity: 'ERROR',
    detail: 'Key (name)=(张三) exists.',
    where: 'JSON data, line 1: {"title":"张三',
    routine: 'json_errsave_error',
    constraint: 'evidence_once',
  })
  openLog('info', { write: (line) => void lines.push(line) }).error(
    { err: new Error('outer', { cause: fault }) },
    'request failed',
  )
  expect(lines.join('')).not.toMatch(/139|张三/)
  expect(lines.join('')).toMatch(/22P02.*evidence_once.*json_errsave_error/)
  expect(lines.join('')).toMatch(/log\.test\.ts:\d+/)
})
