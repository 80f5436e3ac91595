import { afterAll, beforeAll, expect, it } from 'vitest'
import { CommandBodySchemas } from '@shaotai/shared/domain/commands.ts'
import { LIFECYCLE_IDS, STATUSES } from '@shaotai/shared/domain/lifecycle.ts'
import { openTestApp, type TestApp } from '../test/app.ts'

let test: TestApp
let spec: unknown
beforeAll(async () => {
  test = await openTestApp()
  spec = (await test.ask(null, 'GET', '/api/openapi.json')).json()
})
afterAll(() => test.close())

/** Every list of words in the document that has this one. */
const listsWith = (word: string): string[][] => {
  const found: string[][] = []
  const look = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const { enum: words } = node as { enum?: unknown }
    if (Array.isArray(words) && words.includes(word)) found.push(words as string[])
    for (const value of Object.values(node)) look(value)
  }
  look(spec)
  return found
}

it.each([
  ['a status', 'pre_mediation', STATUSES],
  ['a lifecycle', 'main/1', LIFECYCLE_IDS],
] as const)('OpenAPI names %s by the words of the tables', (_, word, words) => {
  const lists = listsWith(word)
  expect(lists.length).toBeGreaterThan(0)
  for (const list of lists) expect(list.toSorted()).toEqual(words.toSorted())
})

it('OpenAPI has a body for every command of the tables', () => {
  const { paths } = spec as { paths: Record<string, Record<string, { requestBody?: unknown }>> }
  const body = JSON.stringify(paths['/api/cases/{id}/commands']!['post']!.requestBody)
  for (const type of Object.keys(CommandBodySchemas)) expect(body).toContain(`"${type}"`)
})

it('a case offers nobody a step that the document does not have', async () => {
  const { caseId } = (await test.report()).json<{ caseId: string }>()
  const offered = await Promise.all(
    ['intake', 'dispatcher', 'chief'].map(async (who) => {
      const answer = await test.ask(who, 'GET', `/api/cases/${caseId}`)
      return answer.json<{ allowedActions: string[] }>().allowedActions
    }),
  )
  for (const actions of offered) {
    expect(actions).toContain('merge')
    expect(actions.filter((it) => !(it in CommandBodySchemas))).toEqual([])
  }
})
