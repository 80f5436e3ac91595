/**
 * Rows of a table as PostgreSQL's own COPY text, out and in: a line a row, exact for every type, read by any
 * later version. Knows the protocol; what is done with the lines is the caller's.
 */
import type { Readable, Writable } from 'node:stream'
import type pg from 'pg'
import { from, to } from 'pg-copy-streams'

/** For the session, so that the text of a stamp or a number does not depend on where it was made. */
export const COPY_SETTINGS = `set client_encoding = 'UTF8'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres';
  set timezone = 'UTC'; set extra_float_digits = 1; set bytea_output = 'hex'; set statement_timeout = 0`

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const target = (table: string, columns: readonly string[]): string =>
  `${quoted(table)} (${columns.map(quoted).join(', ')})`

export const copyOut = (client: pg.Client, table: string, columns: readonly string[]): Readable =>
  client.query(to(`copy ${target(table, columns)} to stdout`))

/** Ends when the rows are in. Identity columns get the values that the rows bring. */
export const copyIn = (client: pg.Client, table: string, columns: readonly string[]): Writable =>
  client.query(from(`copy ${target(table, columns)} from stdin`))
