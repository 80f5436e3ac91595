/**
 * Two desks hand the same case to two departments at the same moment: who won, as the server tells it, and when the one who
 * lost was told by whom and what, and neither showed anything else any more. Knows no promise, only what was seen.
 */
import type { CaseReply } from '../../shared/contract/http.ts'
import { asServed } from '../seats.ts'
import { SEND, writeWish } from './hands.ts'
import type { Desk, Named, Room } from './room.ts'
import { notedSince, now, type Shown } from './shown.ts'

export interface Clash {
  winner: string
  loser: string
  /** From the refusal's arrival until the winner's name and department could be read. */
  toldMs: number
  /** From each desk's own answer until it showed the case as it is and nothing pending, and nothing else after. */
  settledMs: number[]
  /** The loser's choice was made on top of it with one key. */
  again: boolean
}
/** A page that has not settled by then never will. */
const AT_MOST_MS = 10_000

/** Null: both came through, one after the other. Rejects where a page does not come to show how the case stands. */
export async function clash(
  { server }: Room,
  pair: readonly [Desk, Desk],
  file: Named,
  departments: readonly [Department, Department],
  again: boolean,
): Promise<Clash | null> {
  const marks = pair.map((_, i) => `${file.no} 第${i + 1}席`)
  await Promise.all(
    pair.map(({ page }, i) => writeWish(page, file, { department: departments[i]!.code, mark: marks[i]! })),
  )
  const served = async () => (await asServed(pair[0], server.url, file.id)).it
  const before = await served()
  const begun = await Promise.all(pair.map(({ page }) => now(page)))
  await Promise.all(pair.map(({ page }) => page.keyboard.press(SEND)))
  await Promise.all(
    pair.map(({ page }, i) =>
      page.waitForFunction((since: number) => window.desk!.heard.some(({ at }) => at >= since), begun[i]!, {
        timeout: AT_MOST_MS,
      }),
    ),
  )
  const after = await served()
  if (after.version !== before.version + 1) {
    if (after.version !== before.version + 2) throw new Error(`${file.no}: version ${after.version}`)
    return null
  }
  const won = departments.findIndex(({ code }) => code === after.department)
  const [winner, loser] = [pair[won]!, pair[1 - won]!]
  await Promise.all(pair.map((desk) => shows(desk, file, after, departments[won]!)))
  const noted = await Promise.all(pair.map(({ page }, i) => notedSince(page, begun[i]!)))
  const answers = noted.map(({ heard }, i) => {
    const answer = heard.find(({ is }) => is === (i === won ? 'taken' : 'conflict'))
    if (!answer) throw new Error(`${file.no}: ${pair[i]!.person.name} heard ${JSON.stringify(heard)}`)
    return answer.at
  })
  const told = noted[1 - won]!.shown.find(
    ({ conflict }) => conflict.includes(winner.person.name) && conflict.includes(departments[won]!.name),
  )
  const settledMs = noted.map(({ shown }, i) => {
    const last = shown.findLastIndex((it) => !isFinal(it, file, after, departments[won]!))
    return Math.max(0, (shown[last + 1]?.at ?? Infinity) - answers[i]!)
  })
  await loser.page.keyboard.press(again ? 'r' : 'Escape')
  await loser.page.locator('[data-conflict]').waitFor({ state: 'detached' })
  const chosen = again ? departments[1 - won]! : departments[won]!
  const end = { ...after, version: after.version + (again ? 1 : 0), department: chosen.code }
  await Promise.all(pair.map((desk) => shows(desk, file, end, chosen)))
  const last = await served()
  if (last.version !== end.version || last.department !== end.department)
    throw new Error(`${file.no} is with ${last.department}, version ${last.version}`)
  return {
    winner: winner.person.name,
    loser: loser.person.name,
    toldMs: (told?.at ?? Infinity) - answers[1 - won]!,
    settledMs,
    again,
  }
}

export interface Department {
  code: string
  name: string
}
type Stand = Pick<CaseReply, 'version'>
const isFinal = (it: Omit<Shown, 'at'>, { id }: Named, { version }: Stand, { name }: Department): boolean =>
  it.caseId === id && it.version === version && it.department === name && it.pending === 0

async function shows({ page, person }: Desk, file: Named, stand: Stand, owner: Department): Promise<void> {
  const wanted = { caseId: file.id, version: stand.version, department: owner.name, pending: 0 }
  await page
    .waitForFunction(
      (it) => Object.entries(it).every(([key, value]) => Object(window.desk!.shown.at(-1))[key] === value),
      wanted,
      { timeout: AT_MOST_MS },
    )
    .catch(async () => {
      const last = await page.evaluate(() => window.desk!.shown.at(-1))
      throw new Error(`${file.no}: ${person.name} sees ${JSON.stringify(last)} for ${JSON.stringify(wanted)}`)
    })
}
