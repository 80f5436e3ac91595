/** The query builder on one given connection, inside whatever transaction that is in. */
import { Kysely, PostgresDialect, type PostgresPoolClient } from 'kysely'
import type pg from 'pg'
import type { Tables } from './tables.ts'

export const onConnection = (client: pg.Client): Kysely<Tables> =>
  new Kysely<Tables>({
    dialect: new PostgresDialect({
      pool: {
        options: {},
        connect: async () =>
          ({ query: client.query.bind(client), release: () => {} }) as unknown as PostgresPoolClient,
        end: async () => {},
      },
    }),
  })
