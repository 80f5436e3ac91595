/** The wall's table of contents: every panel there is, and how fresh each promises to be. */
import { deriveAlarm } from './alarm/derive.ts'
import AlarmView from './alarm/View.vue'
import { deriveChanges, type ChangesModel } from './changes/derive.ts'
import ChangesView from './changes/View.vue'
import { deriveCounts } from './counts/derive.ts'
import CountsView from './counts/View.vue'
import { deriveFlow, type FlowModel } from './flow/derive.ts'
import FlowView from './flow/View.vue'
import { derivePace, type PaceModel } from './pace/derive.ts'
import PaceView from './pace/View.vue'
import { definePanel, FIGURES_PROMISE_MS, PICTURE_PROMISE_MS } from './panel.ts'
import { derivePipeline } from './pipeline/derive.ts'
import PipelineView from './pipeline/View.vue'
import { deriveRate, ON_TIME, RESOLUTION, type RateModel } from './rate/derive.ts'
import RateView from './rate/View.vue'
import { deriveSpotlight, type SpotlightModel } from './spotlight/derive.ts'
import SpotlightView from './spotlight/View.vue'
import { deriveUrgent, type UrgentModel } from './urgent/derive.ts'
import UrgentView from './urgent/View.vue'

const noteOf = ({
  note,
}: RateModel | PaceModel | FlowModel | UrgentModel | ChangesModel | SpotlightModel): string => note

export const PIPELINE = definePanel({
  id: 'pipeline',
  title: () => '', // its place says what it is
  derive: derivePipeline,
  View: PipelineView,
  source: 'picture',
  promisedMs: PICTURE_PROMISE_MS,
})
export const RESOLUTION_RATE = definePanel({
  id: 'resolution',
  title: (words) => words.panels.resolution,
  note: noteOf,
  derive: deriveRate(RESOLUTION),
  View: RateView,
  source: 'month',
  promisedMs: FIGURES_PROMISE_MS,
})
export const ON_TIME_RATE = definePanel({
  id: 'on-time',
  title: (words) => words.panels.onTime,
  note: noteOf,
  derive: deriveRate(ON_TIME),
  View: RateView,
  source: 'month',
  promisedMs: FIGURES_PROMISE_MS,
})
export const PACE = definePanel({
  id: 'pace',
  title: (words) => words.panels.pace,
  note: noteOf,
  derive: derivePace,
  View: PaceView,
  source: 'pace',
  promisedMs: FIGURES_PROMISE_MS,
})
export const COUNTS = definePanel({
  id: 'counts',
  title: (words) => words.panels.counts,
  derive: deriveCounts,
  View: CountsView,
  source: 'picture',
  promisedMs: PICTURE_PROMISE_MS,
})
export const FLOW = definePanel({
  id: 'flow',
  title: (words) => words.panels.flowToday,
  note: noteOf,
  derive: deriveFlow,
  View: FlowView,
  source: 'flow',
  promisedMs: FIGURES_PROMISE_MS,
})
export const URGENT = definePanel({
  id: 'urgent',
  title: (words) => words.panels.urgent,
  note: noteOf,
  derive: deriveUrgent,
  View: UrgentView,
  source: 'picture',
  promisedMs: PICTURE_PROMISE_MS,
})
export const CHANGES = definePanel({
  id: 'changes',
  title: (words) => words.panels.live,
  note: noteOf,
  derive: deriveChanges,
  View: ChangesView,
  source: 'picture',
  promisedMs: PICTURE_PROMISE_MS,
})
export const ALARM = definePanel({
  id: 'alarm',
  title: () => '',
  derive: deriveAlarm,
  View: AlarmView,
  source: 'picture',
  promisedMs: PICTURE_PROMISE_MS,
})
export const SPOTLIGHT = definePanel({
  id: 'spotlight',
  title: (words) => words.panels.spotlight,
  note: noteOf,
  derive: deriveSpotlight,
  View: SpotlightView,
  source: 'picture',
  promisedMs: PICTURE_PROMISE_MS,
})
