// A list without a framework, a link or an order: as many rows as the desk has, as many of them changed a second, those in
// sight drawn by hand. What a key costs at least on this machine at this load.

const asked = new URLSearchParams(location.search)
const COUNT = Number(asked.get('rows'))
const CHANGES = Number(asked.get('changes'))
const ROW = 56
const box = document.querySelector('.rows')
const space = document.querySelector('.space')
const texts = Array.from(
  { length: COUNT },
  (_, i) => `GD20261122${i} 市容环境 青云街道 站前社区 · 处置中 · ${i}`,
)
let chosen = 0
space.style.blockSize = `${COUNT * ROW}px`

function draw() {
  const first = Math.max(0, Math.floor(box.scrollTop / ROW) - 6)
  const count = Math.ceil(box.clientHeight / ROW) + 12
  while (space.children.length < count) {
    const row = space.appendChild(document.createElement('div'))
    row.className = 'row'
    row.setAttribute('role', 'option')
  }
  for (const [i, row] of [...space.children].entries()) {
    const at = Math.min(COUNT - 1, first + i)
    row.style.transform = `translateY(${at * ROW}px)`
    row.dataset.case = String(at)
    row.setAttribute('aria-selected', String(at === chosen))
    if (row.textContent !== texts[at]) row.textContent = texts[at]
  }
}
addEventListener('keydown', ({ key }) => {
  const by = key === 'j' ? 1 : key === 'k' ? -1 : 0
  if (by === 0) return
  chosen = Math.min(COUNT - 1, Math.max(0, chosen + by))
  const top = chosen * ROW
  if (top < box.scrollTop) box.scrollTop = top
  if (top + ROW > box.scrollTop + box.clientHeight) box.scrollTop = top + ROW - box.clientHeight
  draw()
})
box.addEventListener('scroll', draw, { passive: true })
let told = 0
setInterval(() => {
  const at = (told * 7919) % COUNT
  told += 1
  texts[at] = `${texts[at].split(' ~ ')[0]} ~ ${told}`
  draw()
}, 1_000 / CHANGES)
draw()
