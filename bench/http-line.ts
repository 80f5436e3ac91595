/**
 * One keep-alive connection that posts prepared bytes and waits for each answer: as little work as an HTTP
 * client can do, because on a small machine the load generator takes its CPU from what it measures.
 */
import { connect, type Socket } from 'node:net'

/** A request whose ids can be written anew in place, so that no two are alike and none has to be built. */
export interface Request {
  bytes: Buffer
  /** Where an id of ID_LENGTH digits stands. */
  ids: number[]
}
export interface Answer {
  status: number
  body: string
}
export interface Line {
  post: (request: Request) => Promise<Answer>
  close: () => void
}

const ID_LENGTH = 12
const ID = '0'.repeat(ID_LENGTH)

export interface RequestOptions {
  path: string
  token: string
  /** What a proxy would say of the sender: the server limits each one's requests a minute. */
  sender: string
  /** Items without externalId; one makes a single report, several an array. */
  items: readonly object[]
  asArray: boolean
}

export function buildRequest({ path, token, sender, items, asArray }: RequestOptions): Request {
  const texts = items.map((it) => `{"externalId":"${ID}",${JSON.stringify(it).slice(1)}`)
  const body = asArray ? `[${texts.join(',')}]` : texts[0]!
  const bytes = Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\nauthorization: Bearer ${token}\r\n` +
      `x-forwarded-for: ${sender}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
  const mark = `"externalId":"${ID}"`
  const ids: number[] = []
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1))
    ids.push(at + mark.length - ID_LENGTH - 1)
  return { bytes, ids }
}

/** Only while the request is not under way. */
export function numberRequest({ bytes, ids }: Request, next: () => number): void {
  for (const at of ids) bytes.write(String(next()).padStart(ID_LENGTH, '0'), at, 'latin1')
}

export async function openLine(port: number): Promise<Line> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opened = connect({ port, host: '127.0.0.1', noDelay: true })
    opened.once('connect', () => resolve(opened)).once('error', reject)
  })
  let waiting: { resolve: (answer: Answer) => void; reject: (fault: Error) => void } | null = null
  let chunks: Buffer[] = []
  let missing = -1 // bytes of the body still to come; negative while the head is not whole
  let head = ''

  const fail = (fault: Error): void => {
    waiting?.reject(fault)
    waiting = null
  }
  socket.on('error', fail).on('close', () => fail(new Error('the server closed the connection')))
  socket.on('data', (chunk) => {
    chunks.push(chunk)
    if (missing < 0) {
      const all = chunks.length === 1 ? chunk : Buffer.concat(chunks)
      const end = all.indexOf('\r\n\r\n')
      if (end < 0) return
      head = all.toString('latin1', 0, end)
      const length = /\r\ncontent-length: *(\d+)/i.exec(head)
      if (!length) return fail(new Error(`an answer without content-length: ${head}`))
      chunks = [all.subarray(end + 4)]
      missing = Number(length[1]) - chunks[0]!.length
    } else missing -= chunk.length
    if (missing > 0) return
    const answer: Answer = { status: Number(head.slice(9, 12)), body: Buffer.concat(chunks).toString() }
    chunks = []
    missing = -1
    const { resolve } = waiting!
    waiting = null
    resolve(answer)
  })
  return {
    post: ({ bytes }) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket.write(bytes)
      }),
    close: () => socket.destroy(),
  }
}
