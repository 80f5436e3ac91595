/** A database's schema as text, the same for the same schema: what the committed snapshot is compared with. */
import type pg from 'pg'

export async function describeSchema(client: pg.Client): Promise<string> {
  const ask = async (text: string): Promise<string[]> =>
    (await client.query<{ line: string }>(text)).rows.map(({ line }) => line)
  const columns = await ask(`
    select format('%s.%s %s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
             case when a.attnotnull then ' not null' else '' end,
             coalesce(case a.attgenerated when 's' then ' generated ' else ' default ' end || pg_get_expr(d.adbin, d.adrelid), '')) as line
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
     where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
     order by c.relname, a.attnum`)
  // Not-null constraints have names of their own since PostgreSQL 18; they are said with their columns.
  const constraints = await ask(`
    select format('%s: %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as line
      from pg_constraint where connamespace = current_schema()::regnamespace and contype <> 'n' order by 1`)
  const indexes = await ask(
    `select indexdef as line from pg_indexes where schemaname = current_schema() order by indexname`,
  )
  const functions = await ask(`
    select pg_get_functiondef(oid) as line from pg_proc where pronamespace = current_schema()::regnamespace order by proname`)
  const triggers = await ask(`
    select format('%s: %s', tgrelid::regclass, pg_get_triggerdef(t.oid)) as line
      from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where c.relnamespace = current_schema()::regnamespace and not tgisinternal order by 1`)
  const comments = await ask(`
    select format('%s%s: %s', c.relname, coalesce('.' || a.attname, ''), d.description) as line
      from pg_description d
      join pg_class c on c.oid = d.objoid and d.classoid = 'pg_class'::regclass
      left join pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid and d.objsubid > 0
     where c.relnamespace = current_schema()::regnamespace order by 1`)
  return `-- The schema that the migrations make; compared by schema.test.ts, never run.
${section('columns', columns)}${section('constraints', constraints)}${section('indexes', indexes)}${section('comments', comments)}${section('triggers', triggers)}${section('functions', functions)}`
}

const section = (title: string, lines: string[]): string => `\n-- ${title}\n${lines.join('\n')}\n`
