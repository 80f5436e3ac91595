/** Carries out one step of style-patch.ts on a MapLibre map. */
import type { FilterSpecification, Map as MapLibreMap } from 'maplibre-gl'
import type { Step } from './style-patch.ts'

export function applyStep(map: MapLibreMap, step: Step): void {
  switch (step.do) {
    case 'addSource':
      map.addSource(step.id, step.source)
      break
    case 'removeSource':
      map.removeSource(step.id)
      break
    case 'addLayer':
      map.addLayer(step.layer, step.before)
      break
    case 'removeLayer':
      map.removeLayer(step.id)
      break
    case 'paint':
      map.setPaintProperty(step.id, step.name as 'fill-color', step.value as string)
      break
    case 'layout':
      map.setLayoutProperty(step.id, step.name as 'visibility', step.value as 'visible')
      break
    case 'filter':
      map.setFilter(step.id, step.value as FilterSpecification)
      break
    case 'zoom':
      map.setLayerZoomRange(step.id, step.from, step.to)
      break
  }
}
