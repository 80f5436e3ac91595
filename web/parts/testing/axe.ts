/** What axe finds in a piece of the page. Used by tests alone. */
import axe from 'axe-core'

/** Rule and place of every violation of WCAG 2.2 A and AA. */
export async function violationsIn(root: Element): Promise<string[]> {
  const { violations } = await axe.run(root, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  })
  return violations.flatMap((it) =>
    it.nodes.map((node) => `${it.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  )
}
