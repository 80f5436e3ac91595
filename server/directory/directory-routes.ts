/** Departments and categories, for whoever shows their names. */
import type { FastifyInstance } from 'fastify'
import { CategoriesReplySchema, DepartmentsReplySchema } from '@shaotai/shared/contract/http.ts'
import { PERSON_ROLES } from '@shaotai/shared/domain/vocabulary.ts'
import type { Directory } from './directory.ts'

/** Who may read what names the district's parts. Keys too: a source looks up how its words are called here. */
export const READERS = ['wall_device', ...PERSON_ROLES, 'ingest'] as const

export async function directoryRoutes(
  app: FastifyInstance,
  { directory }: { directory: Directory },
): Promise<void> {
  app.get(
    '/api/departments',
    {
      config: { allow: READERS },
      schema: { tags: ['directory'], summary: 'Departments', response: { 200: DepartmentsReplySchema } },
    },
    async () => ({
      items: directory.departments().map(withoutOrdinary),
    }),
  )
  app.get(
    '/api/categories',
    {
      config: { allow: READERS },
      schema: { tags: ['directory'], summary: 'Categories', response: { 200: CategoriesReplySchema } },
    },
    async () => ({
      items: directory.categories().map(withoutOrdinary),
    }),
  )
}

/** Only what is retired says whether it is. */
const withoutOrdinary = <T extends { retired: boolean }>({ retired, ...it }: T) => ({
  ...it,
  ...(retired && { retired }),
})
