/** `/admin` as an administrator uses it: a category's limit changed and found in its history, a routing rule tried and made. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemo, DEMO_ADMIN, type DemoServer } from './pictures/demo-server.ts'
import { openBrowser } from './pictures/wall.ts'

let server: DemoServer
let browser: Browser
let page: Page
beforeAll(async () => {
  server = await startDemo({ timeZone: 'Asia/Shanghai' })
  browser = await openBrowser({}, { flat: true })
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const reply = await context.request.post(`${server.url}/api/session`, { data: DEMO_ADMIN })
  expect(reply.ok()).toBe(true)
  page = await context.newPage()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

describe('an administrator', () => {
  it('changes the limit of a category, and its history says so', async () => {
    await page.goto(`${server.url}/admin/categories/0102?lang=zh-CN`)
    const limit = page.getByRole('spinbutton', { name: '自然时限（分钟）' })
    await limit.fill('360')
    await page.getByRole('textbox', { name: '修改原因' }).fill('年度修订')
    await page.keyboard.press('Control+Enter')
    await page.getByText('已保存。').first().waitFor()
    await page.goto(`${server.url}/admin/categories/0102?lang=zh-CN`)
    await page.getByRole('tab', { name: '历史' }).click()
    const newest = page.locator('.editions > li').first()
    await newest.waitFor()
    const said = await newest.textContent()
    for (const word of ['第 2 版', '年度修订', '360']) expect(said).toContain(word)
  })
  it('is told by name when somebody was quicker, and puts the own change on top with one key', async () => {
    await page.goto(`${server.url}/admin/departments/D03?lang=zh-CN`)
    const phone = page.getByRole('textbox', { name: '值班电话' })
    await phone.fill('0556-1111')
    const list = `${server.url}/api/directory/departments`
    type Stored = { key: string; revision: number; entry: Record<string, unknown> }
    const { items } = (await (await page.request.get(list)).json()) as { items: Stored[] }
    const theirs = items.find((it) => it.key === 'D03')!
    const put = await page.request.put(`${list}/D03`, {
      headers: { origin: server.url },
      data: {
        expectedRevision: theirs.revision,
        entry: { ...theirs.entry, shortName: '公安' },
        reason: 'quicker',
      },
    })
    expect(put.ok()).toBe(true)
    await page.keyboard.press('Control+Enter')
    await page.getByRole('alert').getByText('公安').waitFor()
    await page.keyboard.press('Control+Enter')
    await page.getByText('已保存。').first().waitFor()
    const now = (await (await page.request.get(list)).json()) as { items: Stored[] }
    expect(now.items.find((it) => it.key === 'D03')!.entry).toMatchObject({
      shortName: '公安',
      phone: '0556-1111',
    })
  })
  it('is asked before unsaved changes are lost', async () => {
    await page.goto(`${server.url}/admin/departments/D04?lang=zh-CN`)
    await page.getByRole('textbox', { name: '值班电话' }).fill('0556-2222')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: '放弃未保存的改动？' }).waitFor()
    await page.getByRole('button', { name: '继续编辑' }).click()
    expect(await page.getByRole('textbox', { name: '值班电话' }).inputValue()).toBe('0556-2222')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: '放弃改动' }).click()
    await page.waitForURL(/\/admin\/departments$/)
  })
  it('tries a routing rule before making it', async () => {
    await page.goto(`${server.url}/admin/routing_rules/~new?lang=zh-CN`)
    await page.getByRole('textbox', { name: '编号' }).fill('R-900')
    await page.getByRole('spinbutton', { name: '次序' }).fill('5')
    await page.getByRole('textbox', { name: '名称', exact: true }).fill('夜间路灯')
    await page.getByRole('checkbox', { name: '矛盾纠纷' }).click()
    await page.getByRole('combobox', { name: '主办部门' }).fill('水务')
    await page.getByRole('option', { name: /水务局/ }).click()
    await page.getByRole('combobox', { name: '派遣方式' }).click()
    await page.getByRole('option', { name: /建议/ }).click()
    await page.getByRole('tab', { name: '试运行' }).click()
    await page.getByRole('grid', { name: '各规则' }).getByText('R-900').waitFor()
    await page.keyboard.press('Control+Enter')
    // The demo has one of this number, and it must not be written over.
    await page.getByText('这个编码已有').waitFor()
    await page.getByRole('textbox', { name: '编号' }).fill('R-905')
    await page.keyboard.press('Control+Enter')
    await page.getByText('“夜间路灯”已保存。').first().waitFor()
  })
})

describe('every section', () => {
  it('opens from the menu with rows and without trouble', async () => {
    await page.goto(`${server.url}/admin?lang=en`)
    const links = page.locator('nav a')
    await links.first().waitFor()
    const names = await links.allTextContents()
    expect(names).toHaveLength(14)
    for (const [i, name] of names.entries()) {
      await links.nth(i).click()
      await page.locator('h1', { hasText: name.trim() }).waitFor()
      const isFilled = page.locator('.part-space .part-row, .lines tbody tr').first()
      if (name.trim() !== 'Walls') await isFilled.waitFor()
      expect(await page.getByRole('alert').allTextContents(), name).toEqual([])
    }
  })
})

describe('the trail', () => {
  it('says who saw what is personal of a case in one address, in the district’s time, on a screen of another zone', async () => {
    const report = {
      kind: 'ticket',
      category: '0102',
      title: '井盖',
      externalId: 'trail',
      reporter: { name: '李某' },
    }
    const reported = await page.request.post(`${server.url}/api/ingest/hotline`, {
      headers: { authorization: `Bearer ${server.key}` },
      data: report,
    })
    const { caseId } = (await reported.json()) as { caseId: string }
    const chief = await browser.newContext()
    await chief.request.post(`${server.url}/api/session`, { data: { ...DEMO_ADMIN, username: 'chief' } })
    const seen = await chief.request.get(`${server.url}/api/cases/${caseId}`)
    expect(seen.ok()).toBe(true)

    const away = await browser.newContext({
      timezoneId: 'America/New_York',
      viewport: { width: 390, height: 844 },
    })
    await away.request.post(`${server.url}/api/session`, { data: DEMO_ADMIN })
    const trail = await (await away.request.get(`${server.url}/api/audit?case=${caseId}`)).json()
    const [line] = (trail as { items: { at: string; about: { name: string } }[] }).items
    const there = await away.newPage()
    await there.goto(`${server.url}/admin/audit?did=views&about=${line!.about.name}&lang=zh-CN`)
    const rows = there.locator('.lines tbody tr')
    await rows.first().waitFor()
    expect(await rows.count()).toBe(1)
    const said = (await rows.first().textContent())!
    expect(said).toContain('查看了个人信息')
    expect(said).toContain('值班长')
    const minute = new Intl.DateTimeFormat('zh-CN', {
      timeZone: server.timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    expect(said).toContain(` ${minute.format(new Date(line!.at))}`)
    expect(await there.locator('.lines').evaluate((it) => it.scrollWidth <= it.clientWidth)).toBe(true)
    await rows.first().getByRole('link', { name: line!.about.name }).click()
    await there.waitForURL(`**/cases/${caseId}`)
    await there.goBack()
    await rows.first().waitFor()
    const own = await (await away.request.get(`${server.url}/api/sessions`)).json()
    const other = (own as { items: { usedAt: string; current: boolean }[] }).items.find((it) => !it.current)!
    await there.goto(`${server.url}/account?lang=zh-CN`)
    const used = there.locator('li', { hasText: ` ${minute.format(new Date(other.usedAt))}` })
    await used.first().waitFor()
    for (const it of [away, chief]) await it.close()
  })
})

describe('the people', () => {
  it('are given areas, found by name or by code, and their sessions end', async () => {
    const context = await browser.newContext()
    const data = { ...DEMO_ADMIN, username: 'discipline' }
    await context.request.post(`${server.url}/api/session`, { data })
    await page.goto(`${server.url}/admin/people?lang=zh-CN`)
    await page.getByRole('gridcell', { name: '纪检干部' }).click()
    const areas = page.getByRole('combobox', { name: '区域' })
    await areas.fill('青云')
    await page.getByRole('option', { name: /^青云街道/ }).click()
    await page.keyboard.press('Control+Enter')
    await page.getByText('“纪检干部”已保存。').first().waitFor()
    await page.locator('.part-row', { hasText: '纪检干部' }).getByText('青云街道').waitFor()
    expect((await context.request.get(`${server.url}/api/sessions`)).status()).toBe(401)
    await context.close()
  })
})

describe('anybody else', () => {
  it('is told that this is not theirs', async () => {
    const context = await browser.newContext()
    const data = { username: 'dispatcher', password: DEMO_ADMIN.password }
    expect((await context.request.post(`${server.url}/api/session`, { data })).ok()).toBe(true)
    const other = await context.newPage()
    await other.goto(`${server.url}/admin?lang=zh-CN`)
    await other.getByText('管理页面仅供管理员使用。').waitFor()
    expect(await other.locator('nav').count()).toBe(0)
  })
})
