/** Asking to see a secret case, in English. */
import type { SecretWords } from './zh-CN.ts'

export const secretEn: SecretWords = {
  title: 'A secret case',
  means:
    'A leader who is cleared may ask to see one secret case: with a reason it is shown for half an hour, and every time is on the audit trail.',
  reason: 'Reason',
  reasons: {
    instruction: 'an instruction from above',
    emergency: 'an emergency',
    petition: 'a letter or a visit',
    inspection: 'an inspection',
  },
  ask: 'Ask to see it',
  refused:
    'There is no such secret case, or you are not cleared. An administrator clears people under People.',
  away: 'The server does not answer. Try again in a moment.',
  until: (time) => `Secret, seen on request until ${time}. This is on the audit trail; keep it to yourself.`,
}
