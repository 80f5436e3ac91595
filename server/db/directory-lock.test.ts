import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeDirectoryLock } from './directory-lock.ts'
import { bootId, startOf } from './process-identity.ts'

let home: string
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'shaotai-lock-'))))
afterEach(() => rmSync(home, { recursive: true, force: true }))

/** A process that takes the lock and keeps it, or says why it could not. */
async function rival(directory: string): Promise<{ pid: number; answer: string; kill: () => Promise<void> }> {
  const code = `
    import { takeDirectoryLock } from ${JSON.stringify(join(import.meta.dirname, 'directory-lock.ts'))}
    try { takeDirectoryLock(process.argv[1]); console.log('taken') } catch (error) { console.log(error.message.replaceAll('\\n', ' ')) }
    setInterval(() => {}, 1000)`
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', code, directory],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const exited = once(child, 'exit')
  const [answer] = (await once(child.stdout, 'data')) as [Buffer]
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
  }
  return { pid: child.pid!, answer: answer.toString().trim(), kill }
}

describe('the lock on the data directory', () => {
  it('E7 a second taker is refused with the number of the first', async () => {
    const lock = takeDirectoryLock(home)
    expect(() => takeDirectoryLock(home)).toThrow(`held by process ${process.pid}`)
    const other = await rival(home)
    expect(other.answer).toContain(`held by process ${process.pid}`)
    await other.kill()
    lock.release()
  })

  it('E7 a killed holder is taken over', async () => {
    const other = await rival(home)
    expect(other.answer).toBe('taken')
    expect(() => takeDirectoryLock(home)).toThrow(`held by process ${other.pid}`)
    await other.kill()
    takeDirectoryLock(home).release()
  })

  it('E7 of many starts at once over a dead holder exactly one wins', async () => {
    const dead = await rival(home)
    await dead.kill()
    const all = await Promise.all(Array.from({ length: 6 }, () => rival(home)))
    expect(all.filter(({ answer }) => answer === 'taken')).toHaveLength(1)
    await Promise.all(all.map(({ kill }) => kill()))
  })

  it('E7 a number that now belongs to another process does not hold', () => {
    writeFileSync(join(home, 'lock'), JSON.stringify({ pid: process.ppid, start: '1', boot: bootId() }))
    takeDirectoryLock(home).release()
  })

  it('E7 a holder from before the machine was started again does not hold', () => {
    const start = startOf(process.ppid)
    writeFileSync(join(home, 'lock'), JSON.stringify({ pid: process.ppid, start, boot: 'an earlier one' }))
    takeDirectoryLock(home).release()
  })

  it('E7 a holder known by its file alone still holds', () => {
    const start = startOf(process.ppid)
    writeFileSync(join(home, 'lock'), JSON.stringify({ pid: process.ppid, start, boot: bootId() }))
    expect(() => takeDirectoryLock(home)).toThrow(`held by process ${process.ppid}`)
    expect(JSON.parse(readFileSync(join(home, 'lock'), 'utf8'))).toHaveProperty('pid', process.ppid)
  })

  it('a file cut short by a power cut does not hold', () => {
    writeFileSync(join(home, 'lock'), '')
    takeDirectoryLock(home).release()
  })

  it('a released lock leaves nothing and can be taken again', () => {
    const first = takeDirectoryLock(join(home, 'made', 'here'))
    first.release()
    const second = takeDirectoryLock(join(home, 'made', 'here'))
    first.release() // once more, by mistake: it must not open the door that the second closed
    expect(existsSync(join(home, 'made', 'here', 'lock'))).toBe(true)
    second.release()
    expect(readdirSync(join(home, 'made', 'here'))).toEqual([])
  })

  it('a directory that cannot be made is refused with what to do', () => {
    writeFileSync(join(home, 'file'), '')
    expect(() => takeDirectoryLock(join(home, 'file', 'data'))).toThrow(/cannot be made[^]*DATA_DIR/)
  })
})
