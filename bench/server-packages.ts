/**
 * The server's own copies of two packages, for yardsticks: the folder of the bench has none of its own, and
 * a yardstick made of another version would measure the version.
 */
export { fastify } from '../server/node_modules/fastify/fastify.js'
