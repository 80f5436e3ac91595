/** What may be changed about a person, and what is done with one. The routes are those of shared/contract/sign-in.ts. */
import type { NewPersonRequest, PersonChange, PersonEntry } from '@shaotai/shared/contract/sign-in.ts'
import { request, type Caller } from '../http/request.ts'

/** Told once. */
export interface WithPassword {
  person: PersonEntry
  oneTimePassword: string
}
const at = (id: string, act = '') => `/api/people/${encodeURIComponent(id)}${act && `/${act}`}`

export const readPeople = async (caller: Caller): Promise<PersonEntry[]> =>
  (await request<{ items: PersonEntry[] }>(caller, '/api/people')).items
export const makePerson = (caller: Caller, person: NewPersonRequest): Promise<WithPassword> =>
  request<WithPassword>(caller, '/api/people', person)
export const changePerson = (caller: Caller, id: string, change: PersonChange): Promise<PersonEntry> =>
  request<PersonEntry>(caller, at(id), change)
export const resetPassword = (caller: Caller, id: string): Promise<WithPassword> =>
  request<WithPassword>(caller, at(id, 'reset'), undefined, 'POST')
export type PersonAct = 'disable' | 'enable' | 'sign-out'
export const actOnPerson = (caller: Caller, id: string, act: PersonAct): Promise<PersonEntry> =>
  request<PersonEntry>(caller, at(id, act), undefined, 'POST')
