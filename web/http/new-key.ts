/** A key for what must happen once, however often it is sent (C1). Not randomUUID: over plain http a browser has none. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
