/** The pages, each loaded when it is opened: nobody waits for a map that is not on their screen. */
import { createRouter, createWebHistory } from 'vue-router'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: () => import('./home/HomeView.vue') },
    { path: '/account', component: () => import('./home/AccountView.vue') },
    { path: '/wall', component: () => import('./wall/WallView.vue') },
    { path: '/desk', component: () => import('./desk/DeskView.vue') },
    { path: '/brief', component: () => import('./brief/BriefView.vue') },
    { path: '/cases/:id', component: () => import('./case/CaseView.vue') },
    { path: '/admin/:section?/:key?', component: () => import('./admin/AdminView.vue') },
    { path: '/design', component: () => import('./design/DesignView.vue') },
    { path: '/:unknown(.*)*', component: () => import('./home/NotFoundView.vue') },
  ],
})
