/**
 * Who is here: a person, signed in by a cookie that this code never sees, or a device with its token. Knows
 * the routes of sign-in and devices; what a role may do is decided by the server.
 *
 * A wall's token is in local storage and not in a cookie: a wall must know whether it is one while no server answers, and
 * what no browser sends by itself cannot be used by a page of another site.
 */
import type { Person } from '@shaotai/shared/contract/http.ts'
import type { OwnSession, PairingReply, PairingToken } from '@shaotai/shared/contract/sign-in.ts'
import type { Role } from '@shaotai/shared/domain/vocabulary.ts'
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { isSignedOut, request, type Caller } from '../http/request.ts'
import { forgetKept, keepFor, onForget } from './kept.ts'
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
      await welcome(await request<{ person: Person }>(asPerson.value, '/api/session'))
    } catch (error) {
      if (!isSignedOut(error)) throw error
      person.value = null
    }
  }
  async function signIn(username: string, password: string): Promise<void> {
    await welcome(await request<{ person: Person }>(asPerson.value, '/api/session', { username, password }))
  }
  /** Before anybody is shown as here, what another person left in this browser is gone. */
  async function welcome(reply: { person: Person }): Promise<void> {
    await keepFor(reply.person.id)
    person.value = reply.person
  }
  async function signOut(): Promise<void> {
    await request(asPerson.value, '/api/session', undefined, 'DELETE')
    person.value = null
    await forgetKept()
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
    keepToken(made.token)
  }
  function keepToken(it: string): void {
    localStorage.setItem(TOKEN, it)
    token.value = it
  }
  function forgetToken(): void {
    localStorage.removeItem(TOKEN)
    token.value = null
  }
  async function changePassword(current: string, next: string): Promise<void> {
    person.value = (
      await request<{ person: Person }>(asPerson.value, '/api/session/password', { current, next })
    ).person
  }
  const ownSessions = async (): Promise<OwnSession[]> =>
    (await request<{ items: OwnSession[] }>(asPerson.value, '/api/sessions')).items
  const endSession = (id: string): Promise<void> =>
    request(asPerson.value, `/api/sessions/${id}`, undefined, 'DELETE')

  /** An administrator at any screen makes the one that shows this code a wall. */
  const approvePairing = (code: string, name: string): Promise<void> =>
    request(asPerson.value, `/api/devices/pairing/${encodeURIComponent(code)}/approve`, {
      name,
      profile: 'wall',
    })
  const openPairing = (): Promise<PairingReply> =>
    request(asPerson.value, '/api/devices/pairing', undefined, 'POST')
  /** Whether this screen was made a wall meanwhile; it then keeps its token. Rejects when its code is over. */
  async function takePairing({ code, secret }: PairingReply): Promise<boolean> {
    const taken = await request<PairingToken>(asPerson.value, `/api/devices/pairing/${code}/token`, {
      secret,
    })
    if (taken.token !== null) keepToken(taken.token)
    return taken.token !== null
  }
  /** Exchanges a wall's token when it has become old; whether it did. */
  async function renewToken(): Promise<boolean> {
    const next = await request<{ token: string | null }>(
      caller.value,
      '/api/devices/own-token',
      undefined,
      'POST',
    )
    if (next.token !== null) keepToken(next.token)
    return next.token !== null
  }
  return {
    changePassword,
    ownSessions,
    endSession,
    approvePairing,
    openPairing,
    takePairing,
    renewToken,
    person,
    token,
    caller,
    asPerson,
    load,
    signIn,
    signOut,
    onForget,
    demoAccounts,
    makeWall,
    forgetToken,
  }
})
