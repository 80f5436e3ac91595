/** Words round the screens of signed-in people, in English. */
import type { ScreenWords } from './zh-CN.ts'

export const screenEn: ScreenWords = {
  asking: 'Opening…',
  away: 'The server does not answer; trying again. Check the network.',
  signedOut: 'Sign in first',
  signedOutMeans: 'This page is for people who are signed in.',
  notYours: 'Your role does not use this page',
  notYoursMeans: 'If you need it, ask an administrator for another role.',
  signIn: 'Sign in, and come back here',
  home: 'Back to the start',
}
