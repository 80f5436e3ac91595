/** What a command may begin with, in either language: both are understood whatever the page speaks. Typed, never shown. */
export const VERB_WORDS = {
  dispatch: ['派', '派遣', '改派', '交办', 'd', 'dispatch', 'assign', 'reassign'],
  urge: ['催', '催办', 'urge'],
  return: ['退', '退回', 'x', 'return'],
  extend: ['延', '延期', 'extend', 'extension'],
  merge: ['并', '并案', 'm', 'merge', 'join'],
  escalate: ['提', '提级', 'e', 'escalate'],
  accept: ['受', '受理', '立案', '签收', 'a', 'accept', 'file', 'sign'],
  suspend: ['挂', '挂账', 'suspend'],
  comment: ['反馈', '回访', 'c', 'feedback'],
  finish: ['结', '结案', '办结', 'f', 'close', 'finish'],
  help: ['协', '协办', 'co', 'co-handler'],
  undo: ['撤', '撤回', 'u', 'undo', 'recall'],
  wall: ['上墙', '撤墙', 'p', 'wall'],
} as const
export type Verb = keyof typeof VERB_WORDS
