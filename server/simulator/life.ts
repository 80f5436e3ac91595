/**
 * The way of one case through its whole life: who does what, how long after the report. Knows the three kinds and the
 * mixes; whether a step is legal is judged by `decide`, in a test for all of them and by the server for each.
 */
import type { Brief } from './lives/brief.ts'
import { liveDispute } from './lives/dispute.ts'
import { liveHazard } from './lives/hazard.ts'
import { openScript, type PlannedStep } from './lives/script.ts'
import { liveTicket } from './lives/ticket.ts'
import type { Random } from './random.ts'

const LIVES = { ticket: liveTicket, hazard: liveHazard, dispute: liveDispute }

/** `at`: when it is reported, epoch ms. */
export function planLife(at: number, brief: Brief, random: Random): PlannedStep[] {
  // What is counted through the night is handled through the night.
  const isEmergency = brief.policy?.stages[0]?.limit.basis === 'natural_hours'
  const script = openScript(at, random, brief.office, brief.urgent || isEmergency)
  LIVES[brief.matter.kind](script, brief)
  return script.written()
}
