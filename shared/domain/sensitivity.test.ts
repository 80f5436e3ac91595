/** Domain §10.2, cell by cell: who sees a case of which class, written by hand and not from redact.ts. */
import { describe, expect, it } from 'vitest'
import { lived, born } from '../test/lived.ts'
import { CASE_VIEW_FIELDS, type CaseView } from './case-file.ts'
import { decideReport } from './decide.ts'
import { aReport, idOf, NOW } from '../test/worlds.ts'
import { redactCase, redactEvent, type Audience } from './redact.ts'
import type { Kind, Sensitivity } from './vocabulary.ts'

const SCREENS: Record<string, Audience> = {
  lobby: { profile: 'lobby', department: null, cleared: false },
  wall: { profile: 'wall', department: null, cleared: false },
  leader: { profile: 'brief', department: null, cleared: false },
  desk: { profile: 'desk', department: null, cleared: false },
  'cleared desk': { profile: 'desk', department: null, cleared: true },
}
/** whole: every field a screen may hold · dim: class, community, state and stamps · –: not there. */
const EXPECTED: [kind: Kind, screen: string, cells: string][] = [
  //                          public internal sensitive secret
  ['ticket', 'lobby', 'whole dim – –'],
  ['ticket', 'wall', 'whole whole dim –'],
  ['ticket', 'leader', 'whole whole whole –'],
  ['ticket', 'desk', 'whole whole whole –'],
  ['ticket', 'cleared desk', 'whole whole whole whole'],
  ['hazard', 'lobby', 'whole dim – –'],
  ['hazard', 'wall', 'whole whole dim –'],
  ['hazard', 'leader', 'whole whole whole –'],
  ['hazard', 'desk', 'whole whole whole –'],
  ['hazard', 'cleared desk', 'whole whole whole whole'],
  // A dispute has a home, and neighbours: on no wall is it ever more than dim.
  ['dispute', 'lobby', 'dim dim – –'],
  ['dispute', 'wall', 'dim dim dim –'],
  ['dispute', 'leader', 'whole whole whole –'],
  ['dispute', 'desk', 'whole whole whole –'],
  ['dispute', 'cleared desk', 'whole whole whole whole'],
]
const CLASSES: Sensitivity[] = ['public', 'internal', 'sensitive', 'secret']
/** What a rule suggests is for desks alone. */
const ROUTED: CaseView['routed'] = {
  rule: 'R1',
  revision: 1,
  department: 'D01',
  coHandlers: [],
  automatic: false,
}
const DIM: Partial<CaseView> = { department: null, coHandlers: [], source: null, lng: null, lat: null }

describe.each(EXPECTED)('a %s on the screen of a %s', (kind, screen, cells) => {
  it.each(CLASSES.map((sensitivity, i) => [sensitivity, cells.split(' ')[i]!] as const))(
    'of class %s is %s, as a case and as an event',
    (sensitivity, expected) => {
      const audience = SCREENS[screen]!
      const file = { ...born({ kind, sensitivity, department: 'D01' }), coHandlers: ['D02'], routed: ROUTED }
      const view = redactCase(file, audience)
      const birth = decideReport(idOf(1), aReport({ kind, sensitivity, department: 'D01' }), null, {
        actor: { id: 'k', role: 'ingest', department: null, history: false },
        now: NOW,
      })
      if (!birth.ok) throw new Error('refused')
      const told = redactEvent({ ...birth.event, seq: 1 }, audience)
      if (expected === '–') {
        expect([view, told]).toEqual([null, null])
        return
      }
      const whole = Object.fromEntries(CASE_VIEW_FIELDS.map((field) => [field, file[field]]))
      const routed = audience.profile === 'desk' ? ROUTED : null
      const wanted =
        expected === 'whole' ? { ...whole, routed } : { ...whole, ...DIM, routed: null, area: file.community }
      expect(view).toEqual(wanted)
      expect(told!.case).toEqual({ ...wanted, coHandlers: [], routed: null })
    },
  )
})

it('what only the server keeps is on no screen, whatever the class', () => {
  const file = lived(born({ sensitivity: 'public', externalId: 'X-1' }), 'accept', 'file', 'dispatch')
  const view = redactCase(file, SCREENS['cleared desk']!)!
  for (const field of [
    'externalId',
    'areaPath',
    'reportedBy',
    'handledBy',
    'dispatchedBy',
    'pendingBy',
    'asked',
  ])
    expect(view).not.toHaveProperty(field)
})
