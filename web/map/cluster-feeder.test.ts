import { afterEach, expect, it, vi } from 'vitest'
import type { Gathered } from '../layers/clusters.ts'
import { NONE_OPEN, type OpenCase, type OpenCases } from '../layers/open-cases.ts'
import { openClusterFeeder } from './cluster-feeder.ts'

const bounds = [116, 30, 118, 31] as const
const caseAt = (id: string, lng: number, lat: number): OpenCase =>
  ({ id, kind: 'ticket', area: null, lng, lat, urgency: 0, turnsAt: Infinity }) as unknown as OpenCase
const openOf = (...all: OpenCase[]): OpenCases => ({
  ...NONE_OPEN,
  all: new Map(all.map((it) => [it.id, it])),
})
const [a, b, c] = [caseAt('a', 116.2, 30.2), caseAt('b', 117.6, 30.8), caseAt('c', 117.6, 30.8)]

/** A browser in which no thread ever starts. */
class NoThread extends EventTarget {
  postMessage(): void {
    queueMicrotask(() => this.dispatchEvent(new Event('error')))
  }
  terminate(): void {}
}
afterEach(() => vi.unstubAllGlobals())

it('where there is no thread the cases are gathered here, those asked for before it was known too', async () => {
  vi.stubGlobal('Worker', NoThread)
  const heard: (readonly Gathered[])[] = []
  const feeder = openClusterFeeder(54, (found) => heard.push(found))
  feeder.show(openOf(a, b, c), [...bounds], 8)
  await vi.waitFor(() => expect(heard).toHaveLength(1))
  expect(heard[0]!.map((it) => it.count).toSorted()).toEqual([1, 2])
  feeder.show(openOf(a), [...bounds], 8)
  expect(heard.at(-1)!.map((it) => it.single?.id)).toEqual(['a'])
  expect(feeder.size()).toBe(1)
  feeder.stop()
})
