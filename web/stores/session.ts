/**
 * Who is here: a person, signed in by a cookie that this code never sees, or a device with its token. Knows
 * the routes of sign-in and devices; what a role may do is decided by the server.
 */
import type { Person } from '@shaotai/shared/contract/http.ts'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { isSignedOut, request, type Caller } from '../http/request.ts'
import { usePreferences } from './preferences.ts'

const TOKEN = 'shaotai.device-token'

export interface DemoAccount {
  username: string
  password: string
  name: string
  role: Role
}

export const useSession = defineStore('session', () => {
  const preferences = usePreferences()
  const person = shallowRef<Person | null>(null)
  const token = shallowRef(localStorage.getItem(TOKEN))
  const caller = computed<Caller>(() => ({ token: token.value, language: preferences.language }))
  /** Sign-in and devices are a person's doing, whatever token the screen holds. */
  const asPerson = computed<Caller>(() => ({ token: null, language: preferences.language }))

  async function load(): Promise<void> {
    try {
      person.value = (await request<{ person: Person }>(asPerson.value, '/api/session')).person
    } catch (error) {
      if (!isSignedOut(error)) throw error
      person.value = null
    }
  }
  async function signIn(username: string, password: string): Promise<void> {
    person.value = (
      await request<{ person: Person }>(asPerson.value, '/api/session', { username, password })
    ).person
  }
  async function signOut(): Promise<void> {
    await request(asPerson.value, '/api/session', undefined, 'DELETE')
    person.value = null
  }
  /** Empty where the server offers none. */
  async function demoAccounts(): Promise<DemoAccount[]> {
    try {
      return (await request<{ accounts: DemoAccount[] }>(asPerson.value, '/api/session/demo')).accounts
    } catch {
      return []
    }
  }
  async function makeWall(name: string): Promise<void> {
    const made = await request<{ token: string }>(asPerson.value, '/api/devices', { name, profile: 'wall' })
    localStorage.setItem(TOKEN, made.token)
    token.value = made.token
  }
  function forgetToken(): void {
    localStorage.removeItem(TOKEN)
    token.value = null
  }
  return { person, token, caller, asPerson, load, signIn, signOut, demoAccounts, makeWall, forgetToken }
})
