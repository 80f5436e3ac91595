import type { WordsReply } from '@shaotai/shared/contract/http.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestApp, type TestApp } from '../test/app.ts'

let it_: TestApp
const ids: string[] = []
beforeAll(async () => {
  it_ = await openTestApp({ tellsDeadlines: false })
  for (const [title, address, department] of [
    ['井盖破损', '集贤街道 湖滨路 88 号', 'D01'],
    ['Manhole broken', '湖滨路 12 号', 'D02'],
    ['100%_井', '别处', 'D02'],
  ] as const) {
    const answer = await it_.report({ title, address, department })
    ids.push((answer.json() as { caseId: string }).caseId)
  }
})
afterAll(() => it_.close())
const found = async (who: string, words: string): Promise<string[]> => {
  const answer = await it_.ask(who, 'POST', '/api/cases/words', { words })
  expect(answer.statusCode).toBe(200)
  return (answer.json() as WordsReply).items.map(({ id }) => id)
}

describe('words of a report', () => {
  it('find it where each is in its title or its address, whatever the case of the letters', async () => {
    expect(await found('dispatcher', '湖滨路')).toEqual([ids[1], ids[0]])
    expect(await found('dispatcher', '湖滨路 井盖')).toEqual([ids[0]])
    expect(await found('dispatcher', 'MANHOLE')).toEqual([ids[1]])
  })
  it('are no pattern', async () => {
    expect(await found('dispatcher', '0%_')).toEqual([ids[2]])
    expect(await found('dispatcher', '%%')).toEqual([])
    expect(await found('dispatcher', '  ')).toEqual([])
  })
  it('find nobody a case that is not theirs, nor one that is done', async () => {
    const theirs = await found('liaison', '湖滨路')
    const { department } = (await it_.ask('liaison', 'GET', '/api/session')).json().person
    for (const id of theirs)
      expect((await it_.ask('chief', 'GET', `/api/cases/${id}`)).json().department).toBe(department)
    expect(theirs.length).toBeLessThan(2)
    const command = { type: 'reject', code: 'no_facts', reply: 'x', expectedVersion: 1, commandId: 'w' }
    expect((await it_.ask('chief', 'POST', `/api/cases/${ids[2]}/commands`, command)).statusCode).toBe(200)
    expect(await found('dispatcher', '0%_')).toEqual([])
  })
})
