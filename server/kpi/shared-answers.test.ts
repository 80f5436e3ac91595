import { expect, it } from 'vitest'
import { openSharedAnswers } from './shared-answers.ts'

/** A clock to turn, a log that grows, and a question that takes so long and answers what the log held as it began. */
function openScene() {
  let clock = 0
  let head = 0
  let computed = 0
  const rests: number[] = []
  const waiting: (() => void)[] = []
  const share = openSharedAnswers<number>(
    () => clock,
    (ms) => {
      rests.push(ms)
      return new Promise<void>((resolve) => waiting.push(resolve))
    },
  )
  const ask = (ms = 0, question = 'q') =>
    share(question, head, async () => {
      const holds = head
      clock += ms
      computed += 1
      return holds
    })
  return {
    ask,
    share,
    rests,
    grow: () => (head += 1),
    turn: (ms: number) => void (clock += ms),
    /** Every rest is over. */
    wake: () => Promise.all(waiting.splice(0).map((it) => Promise.resolve(it()))),
    computed: () => computed,
  }
}

it('a thousand walls that ask the same at the same head get one computation', async () => {
  const { ask, computed } = openScene()
  await Promise.all(Array.from({ length: 1_000 }, () => ask(7)))
  expect(computed()).toBe(1)
})

it('whoever asks after a new event is told it', async () => {
  const { ask, grow, wake } = openScene()
  for (let n = 0; n < 20; n += 1) {
    const head = grow()
    const answer = ask(5)
    await wake()
    expect(await answer).toBe(head)
    await wake()
  }
})

it('those who come while one is computed or rests share the next, which has what the last of them asked after', async () => {
  const { ask, grow, wake, rests, computed } = openScene()
  await ask(150)
  const later = Array.from({ length: 100 }, () => [grow(), ask(150)] as const)
  expect(computed()).toBe(1)
  expect(rests).toEqual([150])
  await wake()
  for (const [head, answer] of later) expect(await answer).toBeGreaterThanOrEqual(head)
  expect(computed()).toBe(2)
  // At that head it is known.
  await ask(150)
  expect(computed()).toBe(2)
})

it('an answer rests as long as it took, and never longer than two seconds', async () => {
  const { ask, grow, rests } = openScene()
  await ask(40)
  await ask(9_000, 'dear')
  grow()
  expect(rests).toEqual([40, 2_000])
})

it('at one head nothing is older than two seconds', async () => {
  const { ask, turn, wake, computed } = openScene()
  await ask()
  await wake()
  turn(1_999)
  await ask()
  expect(computed()).toBe(1)
  turn(1)
  await ask()
  expect(computed()).toBe(2)
})

it('another question is another answer, and the oldest are forgotten', async () => {
  const { ask, computed } = openScene()
  for (let n = 0; n < 500; n += 1) await ask(0, `q${n}`)
  expect(computed()).toBe(500)
  await ask(0, 'q499')
  expect(computed()).toBe(500)
  await ask(0, 'q0')
  expect(computed()).toBe(501)
})

it('a failure is told to who waited for it, and the next asks again at once', async () => {
  const { share, ask, computed } = openScene()
  const failing = share('q', 0, () => Promise.reject(new Error('down')))
  await expect(failing).rejects.toThrow('down')
  expect(await ask()).toBe(0)
  expect(computed()).toBe(1)
})
