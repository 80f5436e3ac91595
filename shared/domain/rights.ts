/**
 * Who may do what, as one table: for each role the screens it may open, what binds it, whether it sees persons, and
 * the actions it may take on cases that stand in a relation to it. Which steps there are from where is lifecycle.ts;
 * how the table is asked is policy.ts.
 */
import type { Action } from './lifecycle.ts'
import type { Profile } from './redact.ts'
import { ROLES, type Kind, type Role } from './vocabulary.ts'

/**
 * How a case stands to whoever asks. `seen`: any case within their bounds. `own_department`: it is the owner's,
 * `co_handler`: a department that works with it. `own_area`: it lies in one of their areas. `own_report`: they
 * reported it themselves.
 */
export type Relation = 'seen' | 'own_department' | 'co_handler' | 'own_area' | 'own_report'

export interface Rights {
  /** Narrowest first; the last one is what plain reads are answered as. */
  screens: readonly Profile[]
  /** Whoever lacks what binds the role (a department, areas) sees nothing. Areas bind everybody who has some. */
  boundBy: 'department' | 'area' | null
  /** The personal part of a case: shown when asked for, with the reporter's name and number masked, or not at all. */
  persons: 'named' | 'masked' | 'hidden'
  /** Only cases of these kinds. */
  kinds?: readonly Kind[]
  /** Secret cases, one at a time, when cleared: asked for with a reason, seen for half an hour (secret-view.ts). */
  secretsOnRequest?: boolean
  /** May report: a case of its own making, from any source. */
  reports?: boolean
  acts: Partial<Record<Relation, readonly Action[]>>
}

const DESK = ['lobby', 'wall', 'desk'] as const
const BRIEF = ['lobby', 'wall', 'brief'] as const

/** What a department does that has a case in hand with the owner. */
const WITH_THE_OWNER = ['contact', 'contribute', 'attach', 'finish_task'] as const
const TAKE_IN = [
  'verify',
  'accept',
  'reject',
  'merge',
  'join',
  'file',
  'close_self',
  'grade',
  'triage',
] as const
const HAND_OUT = [
  ...(['dispatch', 'assign', 'mediate', 'recall', 'reassign', 'confirm_return', 'refuse_return'] as const),
  ...([
    'add_co_handler',
    'remove_co_handler',
    'resume',
    'review',
    'reopen',
    'escalate',
    'deescalate',
  ] as const),
  ...(['convene', 'refer_to_suit', 'refer_to_arbitration', 'refer_to_petition', 'refer_to_pil'] as const),
] as const

/** Whoever runs the room, and the leaders who come into it. */
const ON_THE_WALL = ['spotlight', 'unspotlight'] as const

/** Domain §10.1 and the column "who" of §11. */
export const RIGHTS = {
  viewer: { screens: ['lobby', 'wall'], boundBy: null, persons: 'hidden', acts: {} },
  // What is asked and ordered from above; the work itself is not theirs.
  leader: {
    screens: BRIEF,
    boundBy: null,
    persons: 'masked',
    secretsOnRequest: true,
    acts: { seen: ['urge', 'instruct', 'list', ...ON_THE_WALL] },
  },
  duty_chief: {
    screens: ['lobby', 'wall', 'brief', 'desk'],
    boundBy: null,
    persons: 'named',
    reports: true,
    acts: {
      seen: [
        ...TAKE_IN,
        ...HAND_OUT,
        ...(['grant_extension', 'refuse_extension', 'suspend', 'refuse_suspension', 'contain'] as const),
        ...(['request_void', 'refuse_void', 'void', 'archive', 'withdraw', 'turn_into_event'] as const),
        ...(['relapse', 'urge', 'instruct', 'list', 'attach', 'give_task'] as const),
        ...ON_THE_WALL,
      ],
    },
  },
  intake: {
    screens: DESK,
    boundBy: null,
    persons: 'named',
    reports: true,
    acts: { seen: [...TAKE_IN, 'rate', 'follow_up', 'withdraw', 'urge', 'attach', 'give_task'] },
  },
  dispatcher: {
    screens: DESK,
    boundBy: null,
    persons: 'named',
    acts: { seen: [...HAND_OUT, ...ON_THE_WALL, 'merge', 'join', 'urge', 'attach', 'give_task'] },
  },
  // 督查: looks after what is late or badly done, and has it done again; takes no part in the work.
  supervisor: {
    screens: DESK,
    boundBy: null,
    persons: 'masked',
    acts: { seen: ['urge', 'list', 'reopen'] },
  },
  // Another body's person certifies; never what they handled or dispatched themselves (policy.ts).
  verifier: {
    screens: DESK,
    boundBy: null,
    persons: 'named',
    acts: {
      seen: [
        ...(['check', 'close', 'rework', 'clear', 'look_back', 'relapse', 'settle'] as const),
        ...(['attach', 'give_task'] as const),
      ],
    },
  },
  liaison: {
    screens: DESK,
    boundBy: 'department',
    persons: 'named',
    acts: {
      own_department: [
        ...WITH_THE_OWNER,
        ...(['sign', 'handle', 'finish_stage', 'rectify', 'feedback', 'submit'] as const),
        ...(['request_return', 'request_suspension', 'request_extension'] as const),
        ...(['agree', 'fail', 'perform'] as const),
      ],
      co_handler: WITH_THE_OWNER,
    },
  },
  // 片区长: answers for a few communities; hurries, and calls for help from above.
  sector_chief: {
    screens: DESK,
    boundBy: 'area',
    persons: 'hidden',
    acts: { own_area: ['urge', 'escalate'] },
  },
  // 纪检: reads how it was handled, and presses.
  discipline: { screens: BRIEF, boundBy: null, persons: 'masked', acts: { seen: ['urge'] } },
  // 网格员: settles on the spot what they found themselves, and shows how a place looks.
  grid_worker: {
    screens: DESK,
    boundBy: 'area',
    persons: 'named',
    reports: true,
    acts: { own_area: ['attach'], own_report: ['close_self', 'attach'] },
  },
  // 调解员 of a mediating body: its disputes.
  mediator: {
    screens: DESK,
    boundBy: 'department',
    persons: 'named',
    kinds: ['dispute'],
    acts: {
      own_department: [...WITH_THE_OWNER, 'sign', 'agree', 'fail', 'perform'],
      co_handler: WITH_THE_OWNER,
    },
  },
  // The directory, devices and keys are theirs; cases are not.
  admin: { screens: BRIEF, boundBy: null, persons: 'hidden', acts: {} },
  // Its screens come with the device.
  wall_device: { screens: [], boundBy: null, persons: 'hidden', acts: {} },
  // With the history right it also takes every step that other people took elsewhere (policy.ts).
  ingest: {
    screens: [],
    boundBy: null,
    persons: 'hidden',
    reports: true,
    acts: { seen: ['close_external'] },
  },
  // The timer.
  system: {
    screens: [],
    boundBy: null,
    persons: 'hidden',
    acts: {
      seen: [
        ...(['mark_near_due', 'mark_overdue', 'mark_overdue_twice', 'mark_overdue_thrice'] as const),
        ...(['escalate', 'resume', 'review'] as const),
      ],
    },
  },
} as const satisfies Record<Role, Rights>

export const rightsOf = (role: Role): Rights => RIGHTS[role]

/** action → role → the relations in which it may; asked for every command and every button. */
const GRANTS = new Map<Action, Map<Role, Relation[]>>()
for (const role of ROLES) {
  for (const [relation, actions] of Object.entries(rightsOf(role).acts) as [Relation, readonly Action[]][]) {
    for (const action of actions) {
      const roles = GRANTS.get(action) ?? new Map<Role, Relation[]>()
      GRANTS.set(action, roles.set(role, [...(roles.get(role) ?? []), relation]))
    }
  }
}
/** In which relations to a case this role may take the action; none: it never may. */
export const relationsFor = (role: Role, action: Action): readonly Relation[] =>
  GRANTS.get(action)?.get(role) ?? []

/** Who may take the action on some case, in the order of the roles. */
export const rolesFor = (action: Action): Role[] => [...(GRANTS.get(action)?.keys() ?? [])]

/** People and keys that may move a case some step. */
export const ACTING: readonly Role[] = ROLES.filter(
  (role) => role !== 'system' && Object.keys(RIGHTS[role].acts).length > 0,
)

/** Who may open a desk. */
export const AT_A_DESK: readonly Role[] = ROLES.filter((role) => rightsOf(role).screens.includes('desk'))

/** Who takes reports in, and so looks for others like one: duplicates, a repeat reporter. */
export const TAKING_IN: readonly Role[] = rolesFor('merge')

/** Who may report. */
export const REPORTING: readonly Role[] = ROLES.filter((role) => rightsOf(role).reports)

/** Whose work needs names and addresses; each view of them is on the audit trail. */
export const SEES_PERSONAL: ReadonlySet<Role> = new Set(
  ROLES.filter((role) => RIGHTS[role].persons === 'named'),
)
