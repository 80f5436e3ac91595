/** Walls for the bench: each a device with a token of its own, made by the administrator as in real life. */
import { ADMIN_PASSWORD } from './stage.ts'

/** Under way at once: an administrator's script, not a storm. */
const LANES = 8

export async function makeWalls(url: string, count: number): Promise<string[]> {
  const admin = await signIn(url, 'admin', ADMIN_PASSWORD)
  const tokens: string[] = []
  let left = count
  const lane = async (): Promise<void> => {
    for (; left > 0;) {
      left -= 1
      const answer = await fetch(`${url}/api/devices`, {
        method: 'POST',
        headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
        body: JSON.stringify({ name: `bench ${left}`, profile: 'wall' }),
      })
      if (!answer.ok) throw new Error(`a wall could not be made: ${answer.status} ${await answer.text()}`)
      tokens.push(((await answer.json()) as { token: string }).token)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return tokens
}

export async function signIn(url: string, username: string, password: string): Promise<string> {
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  })
  if (!answer.ok) throw new Error(`${username} could not sign in: ${answer.status} ${await answer.text()}`)
  return ((await answer.json()) as { token: string }).token
}
