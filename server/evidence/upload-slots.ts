/** How many files may be on their way in at once: each lies in memory whole until it is judged. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from '../plugins/errors.ts'

/** With 20 MB each they bound what uploads can take from the process; the next one is told to come again. */
const SLOTS = 6

/** A route's onRequest hook, run after the one that asks who it is. */
export function openUploadSlots(): (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> {
  let taken = 0
  return async (request, reply) => {
    if (taken >= SLOTS) return sendProblem(request, reply, 'busy')
    taken += 1
    let isHeld = true
    const release = (): void => {
      if (isHeld) taken -= 1
      isHeld = false
    }
    // Answered, or cut off in the middle of its body.
    reply.raw.once('finish', release)
    reply.raw.once('close', release)
    return undefined
  }
}
