/**
 * What the ids on the trail are called: SQL that is put beside rows `a` of it. Numbers of cases and names of those who
 * work here; nothing of a reporter, no name of a file.
 */
export interface Names {
  /** Of whoever did it. */
  name: string | null
  subjectId: string | null
  subjectName: string | null
  subjectNameEn: string | null
  erased: boolean
}

/** Ids of people, walls, keys and cases never meet, so whichever is found is the one. */
export const NAMES = {
  columns: `coalesce(p.name, d.name, k.name) as name,
    coalesce(c.id, sp.id, sd.id, sk.id) as "subjectId",
    coalesce(c.no, sp.name, sd.name, sk.name, v.entry->>'name', v.entry->>'post') as "subjectName", v.entry->>'nameEn' as "subjectNameEn",
    (c.id is not null and exists (select from audit_entry e where e.seq is null and e.action = 'personal.erased'
       and coalesce(e.details->>'case', e.subject) = c.id and e.id > a.id)) as erased`,
  joins: `left join person p on p.id = a.actor
    left join device d on d.id = a.actor
    left join api_key k on k.id = a.actor
    left join case_file c on c.id = coalesce(a.details->>'case', a.subject)
    left join person sp on sp.id = a.subject
    left join device sd on sd.id = a.subject
    left join api_key sk on sk.id = a.subject
    left join lateral (select regexp_match(a.subject, '^([a-z_]+)/(.+)@([0-9]{1,9})$') as it where a.action like 'directory.%') s on true
    left join directory_version v on v.list = s.it[1] and v.key = s.it[2] and v.revision = s.it[3]::integer`,
} as const
