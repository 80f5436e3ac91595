/**
 * Who may ask what, written by hand from the roles' work and not from the routes: a row for every route and socket
 * request. rights.test.ts asks every cell. A new route needs one line here.
 */

/** Everybody who asks: `like` says whose rows of the tables below they share. */
export const PRINCIPALS = {
  nobody: 'nobody',
  'a made-up token': 'nobody',
  'an expired session': 'nobody',
  'a revoked session': 'nobody',
  'a disabled person': 'nobody',
  'a revoked wall': 'nobody',
  'a revoked key': 'nobody',
  wall: 'wall',
  lobby: 'lobby',
  viewer: 'viewer',
  leader: 'leader',
  'leader of the west': 'leader',
  chief: 'chief',
  'cleared chief': 'chief',
  intake: 'intake',
  'intake of the east': 'intake',
  dispatcher: 'dispatcher',
  supervisor: 'supervisor',
  verifier: 'verifier',
  liaison: 'liaison',
  'liaison of D02': 'liaison',
  'liaison of nobody': 'liaison',
  sector: 'sector',
  'sector chief of nothing': 'sector',
  discipline: 'discipline',
  grid: 'grid',
  mediator: 'mediator',
  admin: 'admin',
  key: 'key',
  'key without history': 'key',
} as const
export type Who = keyof typeof PRINCIPALS
type Nobody = { [K in Who]: (typeof PRINCIPALS)[K] extends 'nobody' ? K : never }[Who]
export type Like = (typeof PRINCIPALS)[Who]

const PEOPLE =
  'viewer leader chief intake dispatcher supervisor verifier liaison sector discipline grid mediator admin'
const SCREENS = `${PEOPLE} wall lobby`
const EVERYBODY = `nobody ${SCREENS} key`
/** Those whose work needs names and pictures. */
const NAMED = 'chief intake dispatcher verifier liaison grid mediator'
const TAKING_IN = 'chief intake dispatcher'
/** Those who can do something to some case. */
const ACTING = 'leader chief intake dispatcher supervisor verifier liaison sector discipline grid mediator'

/**
 * What a route is asked of. `-`: nothing of anybody's. `cases`: the cases that the asker may see. `case`, `file`: one of
 * OBJECTS, or a file of it. `id`: anything else that an id names.
 */
export type Of = '-' | 'cases' | 'case' | 'file' | 'id'
export type Row = readonly [who: string, of: Of]

export const ROUTES: Record<string, Row> = {
  'GET /livez': [EVERYBODY, '-'],
  'GET /readyz': [EVERYBODY, '-'],
  'GET /metrics': [EVERYBODY, '-'], // from loopback
  'GET /api/openapi.json': [EVERYBODY, '-'],
  'GET /api/session': [SCREENS, '-'],
  'DELETE /api/session': [SCREENS, '-'],
  'GET /api/session/demo': [EVERYBODY, '-'],
  'POST /api/session': [EVERYBODY, '-'],
  'POST /api/session/password': [PEOPLE, '-'],
  'GET /api/sessions': [PEOPLE, '-'],
  'DELETE /api/sessions/:id': [PEOPLE, 'id'],
  'GET /api/people': ['admin', '-'],
  'POST /api/people': ['admin', '-'],
  'POST /api/people/:id': ['admin', 'id'],
  'POST /api/people/:id/disable': ['admin', 'id'],
  'POST /api/people/:id/enable': ['admin', 'id'],
  'POST /api/people/:id/reset': ['admin', 'id'],
  'POST /api/people/:id/sign-out': ['admin', 'id'],
  'GET /api/keys': ['admin', '-'],
  'POST /api/keys': ['admin', '-'],
  'POST /api/keys/:id/rotate': ['admin', 'id'],
  'DELETE /api/keys/:id': ['admin', 'id'],
  'POST /api/devices/pairing': [EVERYBODY, '-'],
  'POST /api/devices/pairing/:code/approve': ['admin', '-'],
  'POST /api/devices/pairing/:code/token': [EVERYBODY, '-'],
  'POST /api/devices/own-token': ['wall lobby', '-'],
  'POST /api/ingest/:source': ['key chief intake grid', '-'],
  'POST /api/areas/at': ['key chief intake grid', '-'],
  'POST /api/history': ['key', '-'],
  'GET /api/cases': [SCREENS, 'cases'],
  'GET /api/cases/:id': [SCREENS, 'case'],
  'POST /api/cases/:id/secret-view': ['leader', 'case'],
  'GET /api/cases/:id/timeline': [SCREENS, 'case'],
  'POST /api/cases/similar': [TAKING_IN, 'cases'],
  'POST /api/cases/words': [NAMED, 'cases'],
  'GET /api/cases/:id/similar': [TAKING_IN, 'case'],
  'GET /api/cases/:id/candidates': ['chief dispatcher', 'case'],
  'GET /api/cases/closed-layer': [SCREENS, 'cases'],
  'POST /api/cases/:id/commands': [`${ACTING} key`, 'case'],
  'POST /api/cases/:id/evidence': [NAMED, 'case'],
  'GET /api/cases/:id/evidence': [NAMED, 'case'],
  'GET /api/evidence/:id': [NAMED, 'file'],
  'GET /api/evidence/:id/thumbnail': [NAMED, 'file'],
  'GET /api/events': [SCREENS, 'cases'],
  'GET /api/kpis': [SCREENS, 'cases'],
  'GET /api/kpis/:id/cases': [SCREENS, 'cases'],
  'GET /api/departments': [`${SCREENS} key`, '-'],
  'GET /api/categories': [`${SCREENS} key`, '-'],
  'GET /api/calendar': [`${SCREENS} key`, '-'],
  'GET /api/directory': [PEOPLE, '-'],
  'GET /api/directory/:list': [PEOPLE, '-'],
  'GET /api/directory/:list/:key/history': ['admin', 'id'],
  'PUT /api/directory/:list/:key': ['admin', '-'],
  'DELETE /api/directory/:list/:key': ['admin', '-'],
  'GET /api/directory/:list/export': ['admin', '-'],
  'POST /api/directory/:list/import': ['admin', '-'],
  'POST /api/directory/routing_rules/dry-run': ['chief admin', '-'],
  'GET /api/areas': [`${SCREENS} key`, '-'],
  'GET /api/areas/revision': [`${SCREENS} key`, '-'],
  'GET /api/areas/versions': ['leader chief admin', '-'],
  'GET /api/areas/versions/:version': ['leader chief admin', '-'],
  'GET /api/basemap': [`${SCREENS} key`, '-'],
  'POST /api/areas': ['admin key', '-'],
  'GET /api/audit': ['admin', '-'],
  'POST /api/devices': ['admin', '-'],
  'GET /api/devices': ['admin', '-'],
  'DELETE /api/devices/:id': ['admin', 'id'],
  // Pages and documents: they hold nothing until somebody signs in.
  'GET /': [EVERYBODY, '-'],
  'GET /account': [EVERYBODY, '-'],
  'GET /wall': [EVERYBODY, '-'],
  'GET /brief': [EVERYBODY, '-'],
  'GET /desk': [EVERYBODY, '-'],
  'GET /cases/:id': [EVERYBODY, '-'],
  'GET /admin': [EVERYBODY, '-'],
  'GET /admin/:section': [EVERYBODY, '-'],
  'GET /admin/:section/:key': [EVERYBODY, '-'],
  'GET /design': [EVERYBODY, '-'],
  'GET /index.html': [EVERYBODY, '-'],
  'GET /api/docs/': [EVERYBODY, '-'],
  'GET /api/docs/json': [EVERYBODY, '-'],
  'GET /api/docs/yaml': [EVERYBODY, '-'],
}

/** Refused though others like them are let in. */
export const EXCEPT: Partial<Record<Who, readonly string[]>> = {
  'key without history': ['POST /api/history', 'POST /api/areas'],
}

/** Cases in the west and the east, of D01 and D02; all internal but the secret one. */
export const OBJECTS = ['own', 'in the east', 'of D02', 'secret', 'without a place', 'absent'] as const
export type ObjectName = (typeof OBJECTS)[number]

/** Which of OBJECTS is there for whom, in their order: y = let in, n = answered as not there. */
export const SEES: Record<Exclude<Who, Nobody>, string> = {
  wall: 'yyynyn',
  lobby: 'yyynyn',
  viewer: 'yyynyn',
  leader: 'yyynyn',
  'leader of the west': 'ynynnn',
  chief: 'yyynyn',
  'cleared chief': 'yyyyyn',
  intake: 'yyynyn',
  'intake of the east': 'nynnnn',
  dispatcher: 'yyynyn',
  supervisor: 'yyynyn',
  verifier: 'yyynyn',
  liaison: 'yynnyn',
  'liaison of D02': 'nnynnn',
  'liaison of nobody': 'nnnnnn',
  sector: 'ynynnn',
  'sector chief of nothing': 'nnnnnn',
  discipline: 'yyynyn',
  grid: 'ynynnn',
  mediator: 'yynnyn',
  admin: 'yyynyn',
  key: 'yyyyyn',
  'key without history': 'yyyyyn',
}

/** Screens that a socket may open, narrowest first; whoever has none is not let in. */
export const SOCKET_SCREENS: Record<Exclude<Who, Nobody>, string> = {
  wall: 'lobby wall',
  lobby: 'lobby',
  viewer: 'lobby wall',
  leader: 'lobby wall brief',
  'leader of the west': 'lobby wall brief',
  chief: 'lobby wall brief desk',
  'cleared chief': 'lobby wall brief desk',
  intake: 'lobby wall desk',
  'intake of the east': 'lobby wall desk',
  dispatcher: 'lobby wall desk',
  supervisor: 'lobby wall desk',
  verifier: 'lobby wall desk',
  liaison: 'lobby wall desk',
  'liaison of D02': 'lobby wall desk',
  'liaison of nobody': '',
  sector: 'lobby wall desk',
  'sector chief of nothing': '',
  discipline: 'lobby wall brief',
  grid: 'lobby wall desk',
  mediator: 'lobby wall desk',
  admin: 'lobby wall brief',
  key: '',
  'key without history': '',
}
/** Who may send a command by socket: what they may do to which case is judged there. */
export const SOCKET_COMMANDS = ACTING
