/** Puts the page together: one clock, stores, router. */
import '@fontsource-variable/noto-sans-sc'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { startClock } from './clock/clock.ts'
import { CLOCK } from './clock/use-clock.ts'
import { router } from './router.ts'
import './styles/base.css'

createApp(App).provide(CLOCK, startClock()).use(createPinia()).use(router).mount('#app')
