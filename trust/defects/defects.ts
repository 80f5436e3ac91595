/**
 * Faults that somebody could have written, each as an edit of a copy of the project, and the promise that
 * the kill run must then see broken. Nothing here is ever part of the product.
 */
export interface Defect {
  name: string
  /** How such a fault comes about. */
  because: string
  edits: { file: string; find: string; replace: string }[]
  /** Rules of the checker, by their beginning; at least one must be broken. */
  expectedRed: string[]
}

export const ACKNOWLEDGE_BEFORE_COMMIT: Defect = {
  name: 'acknowledge before commit',
  because:
    'the answer of the statement is taken for durable, and the commit is left to a timer that spares the disk',
  edits: [
    {
      file: 'server/event-log/append.ts',
      find: `    const { rows } = await client.query<{ ord: number; outcome: string; seq: number; no: string }>({`,
      replace: `    await client.query('begin')
    const { rows } = await client.query<{ ord: number; outcome: string; seq: number; no: string }>({`,
    },
    {
      file: 'server/event-log/append.ts',
      find: `    client.release()
`,
      replace: `    setTimeout(() => {
      client.query('commit').then(
        () => client.release(),
        (fault: Error) => client.release(fault),
      )
    }, 250)
`,
    },
  ],
  expectedRed: ['I1 lost'],
}

/** The step that wrote append() last: an older one's text is replaced by it. */
const LAST_APPEND = 'server/db/sql/0005-three-lives.sql'

export const BIGSERIAL: Defect = {
  name: 'bigserial instead of the counter',
  because:
    'a sequence is faster than a counter row: its numbers are given before the commit and never given back',
  edits: [
    {
      file: 'server/db/sql/0001-log-and-cases.sql',
      find: `create table log_head (
  one boolean primary key default true constraint log_head_is_one_row check (one),
  epoch uuid not null,
  seq bigint not null
);`,
      replace: `create sequence event_log_seq;
create table log_epoch (epoch uuid not null);`,
    },
    {
      file: 'server/db/sql/0001-log-and-cases.sql',
      find: `comment on table log_head is 'The counter. One row; its lock is taken last, inside append(), and held only until that statement commits. epoch changes on restore or reset.';
insert into log_head (epoch, seq) values (gen_random_uuid(), 0);`,
      replace: `insert into log_epoch (epoch) values (gen_random_uuid());`,
    },
    {
      file: 'server/db/sql/0001-log-and-cases.sql',
      find: `create table case_file (`,
      replace: `create view log_head as
  select true as one, epoch, (select coalesce(max(seq), 0) from event_log) as seq from log_epoch;

create table case_file (`,
    },
    {
      file: LAST_APPEND,
      find: `  base bigint;
begin`,
      replace: `  seqs bigint[];
begin`,
    },
    {
      file: LAST_APPEND,
      find: `    update log_head set seq = log_head.seq + total returning log_head.seq - total into base;`,
      replace: `    select array_agg(nextval('event_log_seq')) into seqs from generate_series(1, total);`,
    },
    {
      file: LAST_APPEND,
      find: `base + row_number() over (order by c.ord, e.nth) as seq`,
      replace: `seqs[row_number() over (order by c.ord, e.nth)] as seq`,
    },
  ],
  expectedRed: ['I2 gap', 'R17 ended by itself'],
}

export const RESUME_OFF_BY_ONE: Defect = {
  name: 'resume off by one',
  because: 'the seq of hello is read as the first one wanted, where it is the last one had',
  edits: [
    {
      file: 'server/realtime/session.ts',
      find: `    const frames = await deltaAfter(live, hello.seq, readAfter)`,
      replace: `    const frames = await deltaAfter(live, hello.seq + 1, readAfter)`,
    },
  ],
  expectedRed: ['H3 resume'],
}

/** The screens' own checks see the plain fault and heal it at a price; this one tells them that nothing is missing. */
export const RESUME_HIDES_ONE: Defect = {
  name: 'resume hides one',
  because: 'the first event after the one a screen has is told as one it may not see',
  edits: [
    {
      file: 'server/realtime/session.ts',
      find: `  const older = toFrame(log, live.audience)`,
      replace: `  const first = toFrame(log.slice(0, 1), live.audience)
  const rest = log.length > 1 ? toFrame(log.slice(1), live.audience) : first
  const older = { ...rest, from: seq + 1, skips: [[seq + 1, seq + 1] as [number, number], ...(log.length > 1 ? (rest.skips ?? []) : [])], events: log.length > 1 ? rest.events : [] }`,
    },
  ],
  expectedRed: ['I3 missing', 'I4'],
}

/** Those that `npm test` runs. */
export const OF_THE_ISSUE: Defect[] = [ACKNOWLEDGE_BEFORE_COMMIT, BIGSERIAL, RESUME_OFF_BY_ONE]
export const DEFECTS: Defect[] = [...OF_THE_ISSUE, RESUME_HIDES_ONE]
