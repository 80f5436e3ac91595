/**
 * What can be said of a file of areas: one closed list of codes, each with its sentence in both languages. A finding
 * is refused (nothing is loaded), warned of, or was repaired. Facts and words alone; how they are found is the server's.
 */
import { Type, type Static } from 'typebox'

export const FINDING_LEVELS = ['refused', 'warned', 'repaired'] as const
export type FindingLevel = (typeof FINDING_LEVELS)[number]

interface Words {
  level: FindingLevel
  /** Facts in braces: {it}, {others}, {told}, {place}, {size}, {width}, {count}. */
  en: string
  'zh-CN': string
}
const refused = (en: string, zh: string): Words => ({ level: 'refused', en, 'zh-CN': zh })
const warned = (en: string, zh: string): Words => ({ level: 'warned', en, 'zh-CN': zh })
const repaired = (en: string, zh: string): Words => ({ level: 'repaired', en, 'zh-CN': zh })

export const AREA_FINDINGS = {
  not_a_feature: refused('{it} is not a GeoJSON feature with properties.', '{it}不是带属性的 GeoJSON 要素。'),
  no_code: refused('{it} has no code.', '{it}没有代码。'),
  bad_code: refused(
    '{it} has the code {told}; a code is a text of 1 to 64 letters, digits and . _ : -',
    '{it}的代码 {told} 无效：代码为 1 至 64 个字母、数字或 . _ : -',
  ),
  bad_tier: refused(
    '{it} is of the tier {told}; tiers are city, district, street, community, sector, grid, unit.',
    '{it}的层级 {told} 无效：层级为 city、district、street、community、sector、grid、unit。',
  ),
  bad_parent: refused(
    '{it} has the parent {told}; it must be a code, or null at the top.',
    '{it}的上级 {told} 无效：应为代码，顶层为 null。',
  ),
  no_name: refused(
    '{it} has no name, or one of more than 200 characters.',
    '{it}没有名称，或名称超过 200 字。',
  ),
  bad_name_en: refused(
    '{it} has an English name that is no text of up to 200 characters.',
    '{it}的英文名称不是 200 字以内的文本。',
  ),
  bad_households: refused(
    '{it} has {told} households; it must be a whole number, or null.',
    '{it}的户数 {told} 无效：应为整数或 null。',
  ),
  no_outline: refused(
    '{it} has {told} as geometry; it must be a Polygon or a MultiPolygon with rings.',
    '{it}的几何为 {told}：应为带环的 Polygon 或 MultiPolygon。',
  ),
  bad_position: refused('{it} {told} is not two numbers [lng, lat].', '{it}{told}不是两个数 [经度, 纬度]。'),
  beyond_globe: refused(
    '{it} {told} is {place}, beyond the globe in degrees; are longitude and latitude swapped, or are these metres of a projection?',
    '{it}{told}为 {place}，超出经纬度范围：经纬度是否颠倒，或为投影坐标（米）？',
  ),
  ring_open: refused(
    '{it} {told} is not closed: it begins at {place} and ends elsewhere.',
    '{it}{told}未闭合：起点 {place} 与终点不同。',
  ),
  ring_short: refused(
    '{it} {told} has {count} corner(s); it needs three or more.',
    '{it}{told}只有 {count} 个角点，至少需要三个。',
  ),
  ring_flat: refused(
    '{it} {told} encloses nothing: all its corners lie on one line, at {place}.',
    '{it}{told}未围成面积：所有角点共线，位于 {place}。',
  ),
  ring_crosses: refused(
    '{it} crosses itself at {place}, with loops of {size}. Redraw its outline there.',
    '{it}的边界在 {place} 自相交，环扣面积 {size}，请在该处重新绘制。',
  ),
  rings_overlap: refused(
    '{it} has a hole outside of its outline, or parts that cover each other ({size}), at {place}.',
    '{it}的内环在外环之外，或各部分互相覆盖（{size}），位于 {place}。',
  ),
  code_twice: refused(
    '{it} has the code of feature {count}. Give each area a code of its own.',
    '{it}与要素 {count} 的代码重复，每个区域应有唯一代码。',
  ),
  parent_unknown: refused(
    '{it} has the parent {others}, which is neither in the file nor loaded.',
    '{it}的上级 {others} 既不在文件中，也未加载。',
  ),
  parent_not_wider: refused(
    '{it} is a {told}, and its parent {others} is not of a wider tier.',
    '{it}为 {told}，其上级 {others} 的层级并不更高。',
  ),
  child_not_narrower: refused(
    '{it} would be a {told} above {others}, which is loaded already and not of a narrower tier.',
    '{it}将成为 {told}，位于已加载的 {others} 之上，而后者层级并不更低。',
  ),
  overlap: refused(
    '{it} overlaps {others} by {size}, {width} wide on average, at {place}. Draw one boundary between them.',
    '{it}与 {others} 重叠 {size}，平均宽 {width}，位于 {place}，请统一边界。',
  ),
  gap: refused(
    '{it} has a gap of {size} between the areas in it, {width} wide on average, at {place}. Give it to one of them.',
    '{it}的下级区域之间有空隙 {size}，平均宽 {width}，位于 {place}，请划归其一。',
  ),
  uncovered: refused(
    '{it} is not covered by the areas in it: {size} are missing at its edge, at {place}. Is one missing from the file?',
    '{it}未被下级区域完全覆盖：边缘缺少 {size}，位于 {place}。文件是否缺少区域？',
  ),
  outside_parent: refused(
    '{it} lies outside of its parent {others} with {size}, {width} wide on average, at {place}.',
    '{it}有 {size} 在其上级 {others} 之外，平均宽 {width}，位于 {place}。',
  ),
  too_many: refused(
    'More than {count} outlines do not fit each other; the search ended there. Is it one file of one set of areas?',
    '互不吻合的边界超过 {count} 处，已停止检查。文件是否为同一套区域？',
  ),
  too_long: refused(
    'The outlines could not be judged in {count} s. Simplify them, or load fewer at a time.',
    '边界未能在 {count} 秒内完成检查，请简化边界或分批加载。',
  ),
  valid_from_future: refused(
    'The areas would be valid from {told}, which is still to come. Load them when it has come.',
    '区域的生效时间 {told} 尚未到来，请届时再加载。',
  ),
  valid_from_too_early: refused(
    'The areas would be valid from {told}, before the version that they replace.',
    '区域的生效时间 {told} 早于被替换的版本。',
  ),
  sliver_loop: warned(
    '{it} crosses itself at {place} in a loop of {size} only; it is left as drawn.',
    '{it}的边界在 {place} 自相交，环扣仅 {size}，按原样保留。',
  ),
  sliver_overlap: warned(
    '{it} overlaps {others} by a sliver of {size}, {width} wide on average, at {place}; the lower code has it.',
    '{it}与 {others} 有狭缝重叠 {size}，平均宽 {width}，位于 {place}；按代码较小者归属。',
  ),
  sliver_gap: warned(
    '{it} has {count} sliver(s) of {size} between the areas in it, the widest {width} wide on average, at {place}; they are its own.',
    '{it}的下级区域之间有 {count} 处狭缝共 {size}，最宽处平均 {width}，位于 {place}；归其本身。',
  ),
  sliver_uncovered: warned(
    '{it} and the areas in it differ at its edge: {count} sliver(s) of {size} are its own, the widest {width} wide on average, at {place}.',
    '{it}与其下级区域的外缘不一致：{count} 处狭缝共 {size} 归其本身，最宽处平均 {width}，位于 {place}。',
  ),
  sliver_outside: warned(
    '{it} reaches out of its parent {others}: {count} sliver(s) of {size}, the widest {width} wide on average, at {place}; the code leads.',
    '{it}超出其上级 {others}：{count} 处狭缝共 {size}，最宽处平均 {width}，位于 {place}；以代码为准。',
  ),
  partly_covered: warned(
    '{it} is divided in part: {size} of it ({told}) lie in none of the areas in it and stay its own, at {place}.',
    '{it}仅部分划分：{size}（{told}）不属于任何下级区域，归其本身，位于 {place}。',
  ),
  name_twice: warned(
    '{it} has the name {told}, as its sibling {others} has.',
    '{it}与同级 {others} 同名：{told}。',
  ),
  households_differ: warned(
    '{it} has {told} households, and the areas in it have {count} together.',
    '{it}的户数为 {told}，其下级合计 {count}。',
  ),
  ring_turned: repaired(
    '{count} ring(s) ran the other way than RFC 7946 says and were turned; the first is in {it}.',
    '{count} 个环的方向与 RFC 7946 相反，已更正；首个在{it}。',
  ),
  corners_dropped: repaired(
    '{count} corner(s) stood twice in a row and were dropped, the shape is the same; the first is in {it}.',
    '{count} 个角点连续重复，已删除，形状不变；首个在{it}。',
  ),
} as const satisfies Record<string, Words>

export type AreaFindingCode = keyof typeof AREA_FINDINGS
export const AREA_FINDING_CODES = Object.keys(AREA_FINDINGS) as [AreaFindingCode, ...AreaFindingCode[]]

/** Faults between outlines that may be right all the same: an enclave, a lake, a district that is drawn step by step. */
export const ACCEPTABLE = ['overlap', 'gap', 'uncovered', 'outside_parent'] as const
export const AcceptableSchema = Type.Enum([...ACCEPTABLE])
export type Acceptable = (typeof ACCEPTABLE)[number]

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(it: T) => Type.Union([it, Type.Null()])
export const AreaFindingSchema = Type.Object(
  {
    code: Type.Enum(AREA_FINDING_CODES),
    /** A fault that was accepted is warned of. */
    level: Type.Enum([...FINDING_LEVELS]),
    /** Its place in the file, from 1; null: of what is loaded already, or of the whole. */
    feature: nullable(Type.Integer({ minimum: 1 })),
    area: nullable(Type.String()),
    /** The other areas it is about. */
    others: Type.Array(Type.String()),
    /** [lng, lat] WGS-84; of a position beyond the globe, as it was told. */
    place: nullable(Type.Tuple([Type.Number(), Type.Number()])),
    squareMetres: nullable(Type.Number({ minimum: 0 })),
    /** Mean width: twice the area by the outline's length. */
    widthMetres: nullable(Type.Number({ minimum: 0 })),
    count: nullable(Type.Integer({ minimum: 0 })),
    /** What was said in the file, or which ring. */
    told: nullable(Type.String()),
  },
  { additionalProperties: false, title: 'AreaFinding' },
)
export type AreaFinding = Static<typeof AreaFindingSchema>

/** Facts left out are null. */
export function finding(code: AreaFindingCode, facts: Partial<Omit<AreaFinding, 'code'>> = {}): AreaFinding {
  return {
    code,
    level: AREA_FINDINGS[code].level,
    feature: null,
    area: null,
    others: [],
    place: null,
    squareMetres: null,
    widthMetres: null,
    count: null,
    told: null,
    ...facts,
  }
}

export const isRefused = (findings: readonly AreaFinding[]): boolean =>
  findings.some(({ level }) => level === 'refused')

export type FindingLanguage = 'en' | 'zh-CN'

/** One sentence, with what it is about, where and how large. */
export function sayFinding(it: AreaFinding, language: FindingLanguage): string {
  const number = (value: number, digits = 0): string =>
    value.toLocaleString('en', { maximumFractionDigits: digits })
  const square = language === 'en' ? 'm²' : '平方米'
  const metre = language === 'en' ? 'm' : '米'
  const facts: Record<string, string> = {
    it: subjectOf(it, language),
    others: it.others.join(language === 'en' ? ', ' : '、'),
    told: it.told ?? '',
    place: it.place ? `[${it.place.map((degrees) => Number(degrees.toFixed(6))).join(', ')}]` : '',
    size:
      it.squareMetres === null ? '' : `${number(it.squareMetres, it.squareMetres < 10 ? 1 : 0)} ${square}`,
    width: it.widthMetres === null ? '' : `${number(it.widthMetres, it.widthMetres < 10 ? 1 : 0)} ${metre}`,
    count: it.count === null ? '' : number(it.count),
  }
  return AREA_FINDINGS[it.code][language].replaceAll(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '')
}

function subjectOf({ feature, area }: AreaFinding, language: FindingLanguage): string {
  if (language === 'en') {
    if (feature === null) return area === null ? 'The whole' : `area ${area}`
    return `feature ${feature} (${area ?? 'no code'})`
  }
  if (feature === null) return area === null ? '整体' : `区域 ${area} `
  return `要素 ${feature}（${area ?? '无代码'}）`
}
