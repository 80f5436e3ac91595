/**
 * `?next=`: where somebody came from before they had to sign in. An address can be written by anybody, so only a path of
 * our own is followed (no open redirect). Pure.
 */
const LONGEST = 2_000

/** The path with its query and fragment, as a browser reads it; null: none, or not one of ours. `origin`: this page's. */
export function ownPath(text: unknown, origin: string): string | null {
  if (typeof text !== 'string' || text.length > LONGEST || !text.startsWith('/')) return null
  const url = URL.canParse(text, origin) ? new URL(text, origin) : null
  // A browser drops tabs, turns \ into / and resolves dots before it looks who is meant: so do we.
  if (url?.origin !== origin || url.pathname.startsWith('//')) return null
  return url.pathname === '/' ? null : url.pathname + url.search + url.hash
}

/** The way to sign in that leads back here. */
export const signInFrom = (path: string): string =>
  path === '/' ? '/' : `/?next=${encodeURIComponent(path)}`
