/**
 * What pages keep of a person's work in this browser: unsent steps, the last picture. Knows whose it is, and forgets all
 * of it when they sign out or somebody else signs in; not what it says. Language, theme and a wall's token are the
 * screen's own, and stay.
 *
 * Forgotten is everything under the prefix, whether or not the page that kept it is open, and whatever `onForget` does.
 */

/** Keys of local and session storage, names of databases and of caches that hold something of a person begin so. */
export const KEPT = 'shaotai.kept.'
/** The id of the person whose it is. */
const OWNER = 'shaotai.kept-by'

export type Forget = () => unknown
const forgets = new Set<Forget>()

/** For what a page holds in memory or open, such as a database: it lets go of it. Gives the way out. */
export function onForget(run: Forget): () => void {
  forgets.add(run)
  return () => forgets.delete(run)
}

/** Resolves when all is gone; one that fails keeps none of the others. */
export async function forgetKept(): Promise<void> {
  await Promise.allSettled([...forgets].map(async (run) => run()))
  for (const storage of [localStorage, sessionStorage])
    for (const key of Object.keys(storage)) if (key.startsWith(KEPT)) storage.removeItem(key)
  localStorage.removeItem(OWNER)
  const databases = await indexedDB.databases().catch(() => [])
  // Over plain http a browser has no caches.
  const names = 'caches' in globalThis ? await caches.keys().catch(() => []) : []
  await Promise.allSettled([
    ...databases.flatMap(({ name }) => (name?.startsWith(KEPT) ? [drop(name)] : [])),
    ...names.filter((it) => it.startsWith(KEPT)).map((it) => caches.delete(it)),
  ])
}

/** Whoever is here now: what another left behind is forgotten first. */
export async function keepFor(personId: string): Promise<void> {
  const owner = localStorage.getItem(OWNER)
  if (owner !== null && owner !== personId) await forgetKept()
  localStorage.setItem(OWNER, personId)
}

/** One that another tab holds open goes when that tab lets go of it: nobody waits for it. */
const drop = (name: string): Promise<void> =>
  new Promise((done) => {
    const asked = indexedDB.deleteDatabase(name)
    for (const it of ['success', 'error', 'blocked']) asked.addEventListener(it, () => done())
  })
