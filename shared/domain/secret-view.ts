/**
 * A secret case on request (domain §10.2, the tablet's column): for which reasons a leader may ask to see one, and for how
 * long it is then seen. Who may ask stands in rights.ts.
 */

/** Codes, not words: why somebody looked stays on the trail for ever, and free text could name a person. */
export const SECRET_REASONS = ['instruction', 'emergency', 'petition', 'inspection'] as const
export type SecretReason = (typeof SECRET_REASONS)[number]

/** Long enough to read a case and its files and to speak with whoever has it. */
export const SECRET_VIEW_MS = 30 * 60_000
