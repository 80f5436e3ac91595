import { describe, expect, it } from 'vitest'
import { LINK_EVENTS, LINK_STATES, nextLink } from './link-state.ts'

describe('link state', () => {
  it('has an answer for every happening in every state', () => {
    for (const state of LINK_STATES) {
      for (const event of LINK_EVENTS) expect(LINK_STATES).toContain(nextLink(state, event))
    }
  })
  it('never leaves closed', () => {
    for (const event of LINK_EVENTS) expect(nextLink('closed', event)).toBe('closed')
  })
  it('B2 goes live again only by way of a new connection and an answer', () => {
    for (const event of LINK_EVENTS) expect(nextLink('stale', event)).not.toBe('live')
    expect(nextLink(nextLink(nextLink('stale', 'retried'), 'connected'), 'answered')).toBe('live')
  })
  it('H2 a refused link does not become live by what still arrives', () => {
    for (const event of LINK_EVENTS)
      expect(['refused', 'connecting', 'closed']).toContain(nextLink('refused', event))
  })
})
