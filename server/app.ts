/** Every part by name, in order: the architecture on one screen. Takes an open database; opens no port. */
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import { fastify, LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { areaRoutes } from './areas/area-routes.ts'
import { openAreas } from './areas/areas.ts'
import { auditRoutes } from './audit/audit-routes.ts'
import { tellHeadDaily } from './audit/tell-head.ts'
import { basemapRoutes } from './areas/basemap-routes.ts'
import { caseRoutes } from './cases/case-routes.ts'
import { readLastActor } from './cases/case-repository.ts'
import { openCaseService } from './cases/case-service.ts'
import { closedLayerRoutes } from './cases/closed-layer.ts'
import { openCommandDoor } from './cases/command-door.ts'
import { seesCase } from './cases/see-case.ts'
import { candidatesRoutes } from './cases/candidates-routes.ts'
import { similarRoutes } from './cases/similar-routes.ts'
import { secretViewRoutes } from './cases/secret-view.ts'
import { wordsRoutes } from './cases/words-routes.ts'
import { timelineRoutes } from './cases/timeline-routes.ts'
import type { Config } from './config.ts'
import type { Database } from './db/database.ts'
import type { FreeSpace } from './db/free-space.ts'
import { startDeadlineTimer } from './deadlines/timer.ts'
import { listenForHints } from './db/notifier.ts'
import { calendarRoutes } from './directory/calendar-routes.ts'
import { calendarWarnings, knownDays, openCalendar } from './directory/calendar.ts'
import { deviceRoutes } from './directory/device-routes.ts'
import { directoryRoutes } from './directory/directory-routes.ts'
import { openDirectory } from './directory/directory.ts'
import { demoPeople } from './directory/first-start.ts'
import { keyRoutes } from './directory/key-routes.ts'
import { listFileRoutes } from './directory/lists/file-routes.ts'
import { listRoutes } from './directory/lists/list-routes.ts'
import { openListService } from './directory/lists/list-service.ts'
import { ownSessionRoutes } from './directory/own-session-routes.ts'
import { pairingRoutes } from './directory/pairing-routes.ts'
import { passwordRoutes } from './directory/password-routes.ts'
import { peopleRoutes } from './directory/people-routes.ts'
import { findPrincipals, openPrincipals } from './directory/principal.ts'
import { sessionRoutes } from './directory/session-routes.ts'
import { watchUse } from './directory/sessions.ts'
import { startSweeper } from './directory/sweeper.ts'
import { openAppender } from './event-log/append.ts'
import { eventRoutes } from './event-log/event-routes.ts'
import { readAfter, readHead, readLastRecordedAt, skimAfter } from './event-log/read-after.ts'
import { startTail } from './event-log/tail.ts'
import { keepRetention } from './erasure/retention.ts'
import { evidenceRoutes } from './evidence/evidence-routes.ts'
import { historyRoutes } from './ingest/history-routes.ts'
import { ingestRoutes } from './ingest/ingest-routes.ts'
import { placeRoutes } from './ingest/place-routes.ts'
import { KPIS } from './kpi/definitions.ts'
import { kpiRoutes } from './kpi/kpi-routes.ts'
import { localDays } from './local-days.ts'
import { auth } from './plugins/auth.ts'
import { errors, sendProblem } from './plugins/errors.ts'
import { health } from './plugins/health.ts'
import { jsonBodies } from './plugins/json-bodies.ts'
import { metrics } from './plugins/metrics.ts'
import { openapi, openapiPages } from './plugins/openapi.ts'
import { pages } from './plugins/pages.ts'
import { registry } from './plugins/registry.ts'
import { ownOrigins, security } from './plugins/security.ts'
import { spaceGuard } from './plugins/space-guard.ts'
import { storableAddresses } from './plugins/storable-text.ts'
import { validation } from './plugins/validation.ts'
import { dryRunRoutes } from './routing/dry-run-routes.ts'
import { attachGateway } from './realtime/gateway.ts'
import { readPicture } from './realtime/read-picture.ts'

export interface AppOptions {
  config: Config
  database: Database
  freeSpace: FreeSpace
  now: () => number
  /** Ms that only grow, whatever is done to the wall clock: for everything that waits. */
  elapsed: () => number
  log: FastifyBaseLogger
  /** false: deadlines pass untold. A test that asks one log twice must not have it grow between. */
  tellsDeadlines?: boolean
  /** The log has a hole or cannot be followed: the process must not go on (trust R17). */
  onAlarm: (alarm: Error) => void
}

export async function buildApp({
  config,
  database,
  freeSpace,
  now,
  elapsed,
  log,
  tellsDeadlines = true,
  onAlarm,
}: AppOptions): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: log,
    // A line a report would drown the log: /metrics counts, and what fails is logged.
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: 30_000,
    connectionTimeout: 60_000,
    keepAliveTimeout: 65_000,
    bodyLimit: 1024 * 1024,
    return503OnClosing: true,
    forceCloseConnections: true,
    trustProxy: 'loopback',
    routerOptions: { maxParamLength: 200 },
    // An address that is none meets no hook; Fastify's own answer would repeat it.
    frameworkErrors: (_, request, reply) =>
      void sendProblem(request, reply.headers(request.server.guardHeaders), 'bad_request'),
  })
  const onFault = (fault: Error): void => log.warn({ err: fault }, 'the database link faltered')
  const isOwnOrigin = ownOrigins(config.publicUrl)
  const finding = { pool: database.writePool, now, idleMs: config.session.idleMs }
  const principals = openPrincipals(finding, elapsed)
  const { find } = principals
  const used = watchUse(database, now, onFault)
  const sweeper = startSweeper(database.writePool, now, onFault)
  const directory = await openDirectory(database, onFault)
  const calendar = openCalendar(config)
  for (const warning of calendarWarnings(calendar, now(), config.timeZone)) log.warn(warning)
  const areas = await openAreas(database, onFault)
  const appender = openAppender(database.writePool, elapsed)
  const cases = openCaseService({
    pool: database.writePool,
    appender,
    now,
    calendar,
    dayOf: localDays(config.timeZone),
    rules: directory.rules,
  })
  const commands = openCommandDoor({
    cases,
    directory,
    lastActor: (caseId) => readLastActor(database.writePool, caseId),
  })

  const lastRecordedAt = (await readLastRecordedAt(database.readPool)) ?? now()
  const deadlines = tellsDeadlines
    ? startDeadlineTimer({ pool: database.writePool, cases, calendar, now, onFault })
    : null

  const retention = keepRetention({
    connect: database.connect,
    days: config.retentionDays,
    now,
    elapsed,
    lastRecordedAt,
    onErased: (cases) =>
      log.info({ cases }, 'the personal part of cases was erased, as their retention says'),
    onFault,
  })
  const auditHead = tellHeadDaily(database.writePool, log, onFault)

  // Writing is bounded by the group commit and the database's own limits; a timer and an abort signal for each
  // report would be a tenth of its cost.
  app.addHook('onRoute', (route) => {
    if (route.method !== 'POST') route.handlerTimeout ??= 20_000
  })
  await app.register(validation)
  await app.register(errors)
  await app.register(jsonBodies)
  await app.register(cookie)
  await app.register(security, { publicUrl: config.publicUrl })
  await app.register(storableAddresses)
  await app.register(registry)
  await app.register(auth, { find, used, isOwnOrigin })
  await app.register(compress, { threshold: 4_096, encodings: ['gzip'] })
  await app.register(openapi)

  const gateway = attachGateway(app, {
    find,
    findAll: (hashes) => findPrincipals(finding, hashes),
    used,
    isOwnOrigin,
    readHead: () => readHead(database.readPool),
    readAfter: (after, limit) => readAfter(database.readPool, after, limit),
    readPicture: (audience) => readPicture(database, audience),
    command: commands,
    sees: (audience, id) => seesCase(database, audience, id),
    onDivergence: () => {
      app.meters.divergence.inc()
      log.error('a screen’s picture differed from the server’s and was replaced')
    },
    seen: async (ids) => {
      if (ids.length > 0)
        await database.write
          .updateTable('device')
          .set({ last_seen_at: new Date(now()) })
          .where('id', 'in', ids)
          .execute()
    },
    now,
    elapsed,
    isDepartment: (code) => directory.department(code)?.code === code,
    log,
  })
  const tail = startTail({
    after: (await readHead(database.readPool)).seq,
    read: (after, limit) => readAfter(database.readPool, after, limit),
    skim: (after, limit) => skimAfter(database.readPool, after, limit),
    isWatched: gateway.broadcast.isWatched,
    onBatch: gateway.broadcast.take,
    onAlarm,
    onFault,
  })
  const rightsChanged = (): void => {
    principals.forget()
    gateway.checkRights()
  }
  const notifier = listenForHints(
    database,
    { shaotai_log: tail.wake, shaotai_rights: rightsChanged },
    onFault,
  )

  let stopping = false
  await app.register(health, {
    faults: async () => [
      ...(stopping ? ['stopping'] : []),
      ...(freeSpace.isLow() ? ['no_space'] : []),
      ...(await database.writePool
        .query<{ readOnly: boolean }>('select pg_is_in_recovery() as "readOnly"')
        .then(
          ({ rows }) => (rows[0]!.readOnly ? ['database_read_only'] : []),
          () => ['database_down'],
        )),
    ],
  })
  await app.register(metrics, {
    gauges: {
      shaotai_log_seq: { help: 'Last seq handed on by the tail', read: tail.seq },
      shaotai_sockets: { help: 'Connected sockets', read: () => gateway.io.sockets.sockets.size },
      shaotai_slow_sockets: {
        help: 'Sockets out of the live set because they read too slowly',
        read: gateway.slow,
      },
      shaotai_append_waiting: { help: 'Units that wait for a commit', read: appender.waiting },
      shaotai_calendar_known_days: {
        help: 'Days for which the working calendar knows the holidays',
        read: () => knownDays(calendar, now()),
      },
      shaotai_free_bytes: { help: 'Free space on the data volume', read: freeSpace.freeBytes },
    },
  })
  await app.register(spaceGuard, { isLow: freeSpace.isLow })
  await app.register(ingestRoutes, { cases, directory, areas })
  await app.register(placeRoutes, { areas })
  await app.register(historyRoutes, { cases, directory, areas })
  await app.register(closedLayerRoutes, { database })
  await app.register(caseRoutes, { database, directory, commands, now })
  await app.register(secretViewRoutes, { database })
  await app.register(evidenceRoutes, { database, cases })
  await app.register(timelineRoutes, { database })
  await app.register(similarRoutes, { database, now })
  await app.register(wordsRoutes, { database })
  await app.register(candidatesRoutes, { database, calendar, now })
  await app.register(eventRoutes, { database })
  await app.register(kpiRoutes, { database, directory, now, elapsed, timeZone: config.timeZone })
  await app.register(directoryRoutes, { directory })
  await app.register(calendarRoutes, { calendar })
  const lists = openListService({ database, directory, areas, calendar, kpis: KPIS })
  await app.register(listRoutes, { lists })
  await app.register(listFileRoutes, { lists, dayOf: localDays(config.timeZone), now })
  await app.register(dryRunRoutes, { database, lists, calendar, now })
  await app.register(areaRoutes, { areas, database })
  await app.register(basemapRoutes, {
    areas,
    file: config.basemap,
    pagesDir: config.pagesDir,
    demoAreas: config.demoAreas,
  })
  await app.register(sessionRoutes, {
    database,
    principals,
    now,
    limits: config.session,
    timeZone: config.timeZone,
    demoPeople: demoPeople(config),
  })
  const directoryDoors = { database, now, rightsChanged, idleMs: config.session.idleMs }
  await app.register(passwordRoutes, {
    ...directoryDoors,
    principals,
    limits: config.session,
    timeZone: config.timeZone,
  })
  await app.register(ownSessionRoutes, directoryDoors)
  await app.register(peopleRoutes, { ...directoryDoors, directory })
  await app.register(keyRoutes, directoryDoors)
  await app.register(deviceRoutes, directoryDoors)
  await app.register(pairingRoutes, { database, now })
  await app.register(auditRoutes, { database })
  await app.register(openapiPages)
  await app.register(pages, { dir: config.pagesDir })

  app.addHook('preClose', async () => {
    stopping = true
    sweeper.stop()
    await deadlines?.stop()
    await auditHead.stop()
    await retention.stop()
    await appender.idle() // whatever was let in is committed and answered
    await notifier.stop()
    await tail.stop()
    directory.stop()
    areas.stop()
  })
  return app
}
