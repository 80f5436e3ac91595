import { expect, it } from 'vitest'
import { fingerprint } from './fingerprint.ts'

it('C1 a body has one fingerprint, whatever the order of its keys and the fields that are not there', () => {
  const body = { title: '路口积水', reporter: { name: '王', phone: '1' }, lng: 120.5, tags: ['a', 'b'] }
  const turned = {
    tags: ['a', 'b'],
    lng: 120.5,
    address: undefined,
    reporter: { phone: '1', name: '王' },
    title: '路口积水',
  }
  expect(fingerprint(turned)).toBe(fingerprint(body))
  expect(fingerprint({ ...body, tags: ['b', 'a'] })).not.toBe(fingerprint(body))
  expect(fingerprint({ ...body, lng: '120.5' })).not.toBe(fingerprint(body))
})

it('C1 fingerprints stay what they were: those of the keys that are stored already are compared with new ones', () => {
  const body = {
    b: [1, 'é"\n', null, { z: false, a: undefined, 丙: 2.5 }],
    a: { '10': -0, '9': 1e21, B: [] },
  }
  expect(fingerprint(body)).toBe('8e9a8c9428420a7e16d5c6b14bf2cedadb0dea66df823daaee66bb2962482aad')
})
