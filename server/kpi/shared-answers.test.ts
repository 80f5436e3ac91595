import { expect, it } from 'vitest'
import { openSharedAnswers } from './shared-answers.ts'

/** A clock to turn, and a question that takes so long and answers how often it was computed. */
function openScene() {
  let clock = 0
  let computed = 0
  const share = openSharedAnswers<number>(() => clock)
  const ask = (head: number, ms = 0, question = 'q') =>
    share(question, head, async () => {
      clock += ms
      return (computed += 1)
    })
  return { ask, share, turn: (ms: number) => void (clock += ms), computed: () => computed }
}

it('a thousand walls that ask the same at the same head get one computation', async () => {
  const { ask, computed } = openScene()
  await Promise.all(Array.from({ length: 1_000 }, () => ask(7)))
  expect(computed()).toBe(1)
})

it('whoever comes after a new event gets it, as long as answers are cheap', async () => {
  const { ask, turn } = openScene()
  for (let head = 1; head <= 20; head += 1) {
    expect(await ask(head, 5)).toBe(head)
    turn(10)
  }
})

it('a dear question is shared over new events too, and nothing is older than two seconds', async () => {
  const { ask, turn, computed } = openScene()
  for (let head = 1; head <= 200; head += 1) {
    await ask(head, 150)
    turn(50)
  }
  // Ten seconds of asking and some: two computations in each two seconds and not two hundred.
  expect(computed()).toBeGreaterThanOrEqual(8)
  expect(computed()).toBeLessThanOrEqual(20)
  turn(2_000)
  const before = computed()
  await ask(200)
  expect(computed()).toBe(before + 1)
})

it('another question is another answer, and the oldest are forgotten', async () => {
  const { ask, computed } = openScene()
  for (let n = 0; n < 500; n += 1) await ask(1, 0, `q${n}`)
  expect(computed()).toBe(500)
  await ask(1, 0, 'q499')
  expect(computed()).toBe(500)
  await ask(1, 0, 'q0')
  expect(computed()).toBe(501)
})

it('a failure is told to who waited for it, and the next asks again', async () => {
  const { share, ask } = openScene()
  const failing = share('q', 1, () => Promise.reject(new Error('down')))
  await expect(failing).rejects.toThrow('down')
  expect(await ask(1)).toBe(1)
})
