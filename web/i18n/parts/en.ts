/** Words that the parts say by themselves, in English. */
import type { PartWords } from './zh-CN.ts'

export const partsEn: PartWords = {
  required: 'required',
  choose: 'Choose',
  none: 'None',
  add: 'Add…',
  clear: 'Clear',
  remove: (name) => `Remove “${name}”`,
  showAll: 'Show all',
  nothing: 'Nothing like it',
  loading: 'Reading…',
  moreFound: (n) => `${n} more: type on`,
  less: 'Less',
  more: 'More',
  close: 'Close',
  message: 'Message',
  messages: (keys) => `Messages (${keys})`,
  openMonth: 'Open the month',
  monthBefore: 'Month before',
  monthAfter: 'Month after',
  rows: (shown, all) => (shown === all ? `${all} in all` : `${shown} of ${all}`),
  search: 'Search',
  noRows: 'Nothing here yet',
  tableKeys: 'Arrow keys move, Enter opens',
  sortBy: (name) => `Sort by ${name}`,
}
