/** Words of sign-in and way-finding, in English. */
import type { HomeWords } from './zh-CN.ts'

export const homeEn: HomeWords = {
  lead: 'District grid operations, live: one ledger, three screens.',
  signInTitle: 'Sign in',
  waysTitle: 'You may open',
  here: (role) => `signed in as ${role}`,
  ways: {
    desk: {
      name: 'Dispatch desk',
      means: 'Which case is next, whose it is and when it is due; by keyboard.',
    },
    brief: {
      name: 'Brief',
      means: 'Six figures beside their targets, and down to where it is stuck.',
    },
    wall: { name: 'Wall', means: 'The whole district live; what needs somebody shows from across the room.' },
    admin: {
      name: 'Administration',
      means: 'Departments, categories, rules, people, walls and the audit trail.',
    },
    account: {
      name: 'Password and sign-ins',
      means: 'Change your password; see and end your sign-ins elsewhere.',
    },
  },
  first: 'Enter opens it',
  notYours: 'Your role does not use that page. These are yours.',
  demoTitle: 'Demo accounts',
  demoMeans: 'One tap signs in and opens the screen that the group names. In the demo only.',
  demoOther: 'Another demo account',
  demoGroups: {
    desk: 'Work at the dispatch desk',
    brief: 'Read the brief',
    wall: 'Look at the wall',
    admin: 'Administer',
    account: 'Others',
  },
}
