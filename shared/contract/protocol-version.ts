/**
 * The number both sides must share (protocol H2). It goes up by one whenever the wire contract changes;
 * contract.test.ts fails until it does.
 */
export const PROTOCOL_VERSION = 4
