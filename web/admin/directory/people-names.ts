/** Names of people by their id, for what says who did it. Empty where the list cannot be read: ids stand in for names. */
import { request, type Caller } from '../../http/request.ts'

export async function namesOfPeople(caller: Caller): Promise<ReadonlyMap<string, string>> {
  try {
    const { items } = await request<{ items: { id: string; name: string }[] }>(caller, '/api/people')
    return new Map(items.map((it) => [it.id, it.name]))
  } catch {
    return new Map()
  }
}
