/**
 * Faults that somebody could have written into the outbox or the notice of a conflict, put into a desk's page from outside, so
 * that no page is built for them: each must turn the trials red. Never part of the product.
 */
export interface DeskDefect {
  because: string
  /** Runs in the page before its own code. */
  seed: () => void
  /** What a failed run then says. */
  expectedRed: RegExp
}

export const DESK_DEFECTS: Record<string, DeskDefect> = {
  'a fresh id on every try': {
    because: 'the id is made where it is sent, and not where the person decided',
    seed: freshIds,
    expectedRed: /was reported, 1 times in the ledger/,
  },
  'a cancelled action stays in the storage': {
    because: 'the storage is written when something is added, and not when something goes',
    seed: storageKeepsAll,
    expectedRed: /was cancelled, 1 times in the ledger/,
  },
  'a conflict names nobody': {
    because: 'the name was left out of the reply with other personal data',
    seed: namesNobody,
    expectedRed: /expected Infinity to be less than/,
  },
}

function freshIds(): void {
  const { prototype } = WebSocket
  const plain = prototype.send
  const sent = new Set<string>()
  prototype.send = function send(data) {
    if (typeof data !== 'string') return plain.call(this, data)
    return plain.call(
      this,
      data.replace(/"commandId":"([^"]+)"/, (whole, id: string) => {
        if (!sent.has(id)) sent.add(id)
        else return `"commandId":"${id.slice(0, -6)}${Math.floor(performance.now()) % 1_000_000}"`
        return whole
      }),
    )
  }
}

function storageKeepsAll(): void {
  const { prototype } = Storage
  const { setItem, removeItem } = prototype
  type Kept = { person: string; entries: { commandId: string; stage: string }[] }
  const waiting = (storage: Storage, key: string): Kept['entries'] => {
    const kept = JSON.parse(storage.getItem(key) ?? 'null') as Kept | null
    return kept?.entries.filter(({ stage }) => stage === 'kept') ?? []
  }
  prototype.setItem = function set(key, text) {
    if (!key.endsWith('.outbox')) return setItem.call(this, key, text)
    const next = JSON.parse(text) as Kept
    const ids = new Set(next.entries.map(({ commandId }) => commandId))
    const entries = [...next.entries, ...waiting(this, key).filter((it) => !ids.has(it.commandId))]
    return setItem.call(this, key, JSON.stringify({ ...next, entries }))
  }
  prototype.removeItem = function remove(key) {
    if (!key.endsWith('.outbox') || waiting(this, key).length === 0) removeItem.call(this, key)
  }
}

function namesNobody(): void {
  const Plain = window.WebSocket
  window.WebSocket = class extends Plain {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      this.addEventListener('message', (event) => {
        if (typeof event.data !== 'string' || !event.data.includes('"changedBy"')) return
        const value = event.data.replace(/("changedBy":\{"name":)"[^"]*"/, '$1"派遣"')
        Object.defineProperty(event, 'data', { value })
      })
    }
  }
  const plain = window.fetch
  window.fetch = async (asked, options) => {
    const answer = await plain(asked, options)
    if (!answer.url.endsWith('/timeline')) return answer
    return new Response((await answer.text()).replaceAll(/,"name":"[^"]*"/g, ''), answer)
  }
}
