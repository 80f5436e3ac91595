/** Calls when the page's colours or the size of its type may have changed. */
import { onBeforeUnmount, onMounted } from 'vue'

export function useTheme(changed: () => void): void {
  const themes = new MutationObserver(changed)
  const sizes = new ResizeObserver(changed)
  const system = matchMedia('(prefers-color-scheme: dark)')
  onMounted(() => {
    const page = document.documentElement
    themes.observe(page, { attributes: true, attributeFilter: ['data-theme', 'data-view'] })
    sizes.observe(page)
    system.addEventListener('change', changed)
  })
  onBeforeUnmount(() => {
    themes.disconnect()
    sizes.disconnect()
    system.removeEventListener('change', changed)
  })
}
