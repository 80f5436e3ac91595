import { describe, expect, it } from 'vitest'
import { rightsOf } from '@shaotai/shared/domain/rights.ts'
import { PERSON_ROLES } from '@shaotai/shared/domain/vocabulary.ts'
import { deviceName } from './device-name.ts'
import { ownPath, signInFrom } from './next.ts'
import { firstWayOf, mayOpen, waysOf } from './ways.ts'

const HERE = 'https://shaotai.example'

describe('the way back after sign-in', () => {
  it('leads to a path of our own, with what stands behind it', () => {
    expect(ownPath('/desk', HERE)).toBe('/desk')
    expect(ownPath('/cases/01?lang=en#story', HERE)).toBe('/cases/01?lang=en#story')
    expect(ownPath('/brief/../desk', HERE)).toBe('/desk')
  })
  it.each([
    ['another host', 'https://elsewhere.example/desk'],
    ['another host without a scheme', '//elsewhere.example'],
    ['a backslash, which browsers read as a slash', '/\\elsewhere.example'],
    ['a tab, which browsers drop', '/\t/elsewhere.example'],
    ['dots that leave two slashes', '/.//elsewhere.example'],
    ['dots that leave two slashes, written otherwise', '/a/..//elsewhere.example'],
    ['a script', 'javascript:alert(1)'],
    ['a path that depends on where one is', 'desk'],
    ['nothing', ''],
    ['the page itself', '/'],
    ['the page itself again', '/?next=/?next=/'],
    ['several at once', ['/desk', '/brief']],
    ['one that is too long', `/${'a'.repeat(2_000)}`],
  ])('never to %s', (_, text) => {
    expect(ownPath(text, HERE)).toBeNull()
  })
  it('comes back whole from where it was written', () => {
    for (const path of ['/desk?map=plain&at=1,2,3', '/cases/01#a b&c']) {
      const written = new URL(signInFrom(path), HERE).searchParams.get('next')
      expect(written).toBe(path)
    }
    expect(signInFrom('/')).toBe('/')
  })
})

describe('the ways from home', () => {
  it('begin with where the role works, and end with the own account', () => {
    const first = Object.fromEntries(PERSON_ROLES.map((role) => [role, firstWayOf(role)]))
    expect(first).toMatchObject({
      admin: 'admin',
      viewer: 'wall',
      leader: 'brief',
      discipline: 'brief',
      duty_chief: 'desk',
      dispatcher: 'desk',
      grid_worker: 'desk',
    })
    for (const role of PERSON_ROLES)
      expect(waysOf({ role, audiences: rightsOf(role).screens }).at(-1), role).toBe('account')
  })
  it('are no other than what the session may open', () => {
    expect(waysOf({ role: 'duty_chief', audiences: ['lobby', 'wall', 'brief', 'desk'] })).toEqual([
      'desk',
      'brief',
      'wall',
      'account',
    ])
    expect(waysOf({ role: 'intake', audiences: ['lobby', 'wall'] })).toEqual(['wall', 'account'])
    expect(waysOf({ role: 'admin', audiences: [] })).toEqual(['admin', 'account'])
  })
  it('a page is opened only by whoever may, and only if there is one', () => {
    const viewer = { role: 'viewer', audiences: rightsOf('viewer').screens }
    expect(mayOpen('/wall?lang=en', viewer)).toBe(true)
    expect(mayOpen('/cases/01', viewer)).toBe(true)
    expect(mayOpen('/desk', viewer)).toBe(false)
    expect(mayOpen('/admin/people', viewer)).toBe(false)
    expect(mayOpen('/api/cases', viewer)).toBe(false)
    expect(mayOpen('/walls', viewer)).toBe(false)
    expect(mayOpen('/admin/people', { role: 'admin', audiences: [] })).toBe(true)
  })
})

describe('a device that is signed in', () => {
  it.each([
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
      'Chrome · Linux',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0',
      'Edge · Windows',
    ],
    [
      'Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.0 Safari/604.1',
      'Safari · iPad',
    ],
    [
      'Mozilla/5.0 (Linux; Android 12; HarmonyOS) AppleWebKit/537.36 Chrome/114.0 Mobile Safari/537.36 MicroMessenger/8.0',
      'WeChat · HarmonyOS',
    ],
    ['curl/7.88.1', null],
  ])('%s is called %s', (agent, name) => {
    expect(deviceName(agent)).toBe(name)
  })
})
