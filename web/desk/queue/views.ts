/**
 * Saved views: filters with a name, each person's own, kept in this browser alone. They hold codes and no case, so that a file of
 * them may be handed on.
 */
import { Type, type Static } from 'typebox'
import { Check } from 'typebox/value'
import { FACETS, type Filter } from './facets.ts'
import { TABS } from './tabs.ts'

const closed = { additionalProperties: false }
const Codes = Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, maxItems: 50 })
const ViewSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 24 }),
    tab: Type.Enum([...TABS]),
    picks: Type.Object(
      Object.fromEntries(FACETS.map((facet) => [facet, Type.Optional(Codes)])) as Record<
        (typeof FACETS)[number],
        ReturnType<typeof Type.Optional<typeof Codes>>
      >,
      closed,
    ),
  },
  closed,
)
/** One for each of the digits. */
export const MOST_VIEWS = 9
const ViewsSchema = Type.Array(ViewSchema, { maxItems: MOST_VIEWS })
export type SavedView = Static<typeof ViewSchema>

export const viewOf = (name: string, { tab, picks }: Filter): SavedView => ({
  name,
  tab,
  picks: Object.fromEntries(Object.entries(picks).map(([facet, codes]) => [facet, [...codes]])),
})

/** Null: the text is not a list of views. */
export function readViews(text: string | null): SavedView[] | null {
  try {
    const it: unknown = JSON.parse(text ?? '')
    return Check(ViewsSchema, it) ? it : null
  } catch {
    return null
  }
}

/** One name is one view: saved again it takes its place. */
export const withView = (views: readonly SavedView[], it: SavedView): SavedView[] =>
  views.some(({ name }) => name === it.name)
    ? views.map((known) => (known.name === it.name ? it : known))
    : [...views, it].slice(0, MOST_VIEWS)
