/** The wall's table of contents: every panel there is, and how fresh each promises to be. */
import { deriveChanges } from './changes/derive.ts'
import ChangesView from './changes/View.vue'
import { deriveCounts } from './counts/derive.ts'
import CountsView from './counts/View.vue'
import { deriveFlow } from './flow/derive.ts'
import FlowView from './flow/View.vue'
import { derivePace } from './pace/derive.ts'
import PaceView from './pace/View.vue'
import { definePanel, FIGURES_PROMISE_MS, PICTURE_PROMISE_MS } from './panel.ts'
import { derivePipeline } from './pipeline/derive.ts'
import PipelineView from './pipeline/View.vue'

export const PIPELINE = definePanel({
  id: 'pipeline',
  title: () => '', // its place says what it is
  derive: derivePipeline,
  View: PipelineView,
  source: 'picture',
  promisedMs: PICTURE_PROMISE_MS,
})
export const COUNTS = definePanel({
  id: 'counts',
  title: (words) => words.panels.counts,
  derive: deriveCounts,
  View: CountsView,
  source: 'picture',
  promisedMs: PICTURE_PROMISE_MS,
})
export const PACE = definePanel({
  id: 'pace',
  title: (words) => words.panels.pace,
  derive: derivePace,
  View: PaceView,
  source: 'figures',
  promisedMs: FIGURES_PROMISE_MS,
})
export const CHANGES = definePanel({
  id: 'changes',
  title: (words) => words.panels.live,
  derive: deriveChanges,
  View: ChangesView,
  source: 'picture',
  promisedMs: PICTURE_PROMISE_MS,
})
export const FLOW = definePanel({
  id: 'flow',
  title: (words) => words.panels.flow,
  derive: deriveFlow,
  View: FlowView,
  source: 'flow',
  promisedMs: FIGURES_PROMISE_MS,
})
