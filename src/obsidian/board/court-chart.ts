import type { Criterion } from '../../policy/policy.ts'
import { parseCourt } from '../../notes/court-note.ts'
import { COSTS, CRITERION_LABEL } from '../../notes/opinion.ts'
import type { CriterionSum, Ruling } from '../../notes/ruling.ts'
import type { Vault } from '../../vault/vault.ts'

/** One criterion of the chart; 10 is best for each, costs turned round. */
export interface ChartRow {
  readonly label: string
  /** null where nobody scored it. */
  readonly median: number | null
  readonly low: number
  readonly high: number
}

/** Reads a court's note and draws its medians and spread, with the sum that led to the verdict below. */
export async function drawCourt(vault: Pick<Vault, 'read'>, path: string, into: HTMLElement): Promise<void> {
  const text = await vault.read(path)
  const court = text.ok && text.value !== null ? parseCourt(text.value) : null
  const ruling = court?.ok === true ? court.value.ruling : null
  if (ruling === null) {
    into.createDiv({ cls: 'forge-row-facts', text: 'This decision holds no sum that Forge can draw. Open the court note to read it.' })
    return
  }
  drawChart(into, ruling)
  const steps = into.createEl('ul', { cls: 'forge-court-steps' })
  for (const step of [...ruling.why, ...ruling.contested]) steps.createEl('li', { text: step })
}

/** Jurors score costs as costs; the chart shows all criteria the same way round. */
export function chartRows(sums: readonly CriterionSum[]): readonly ChartRow[] {
  return sums.map(({ criterion, median, low, high }) => {
    const ends = turned(criterion, low ?? 0, high ?? 0)
    return { label: CRITERION_LABEL[criterion], median, ...ends }
  })
}

function turned(criterion: Criterion, low: number, high: number): { readonly low: number; readonly high: number } {
  return COSTS.includes(criterion) ? { low: BEST - high, high: BEST - low } : { low, high }
}

/** The chart in words, for those who cannot see it. */
export function chartInWords(rows: readonly ChartRow[]): string {
  const parts = rows.map(({ label, median, low, high }) =>
    median === null
      ? `${label}: not scored`
      : `${label}: median ${String(median)}, ${low === high ? 'all alike' : `from ${String(low)} to ${String(high)}`}`,
  )
  return `Scores of the court, 10 is best. ${parts.join('. ')}.`
}

const BEST = 10
const ROW_PX = 24
const HEAD_PX = 18
/** Where 0 and 10 lie, in percent of the width; the names stand before, the medians behind. */
const ZERO_AT = 29
const BEST_AT = 89

function drawChart(into: HTMLElement, { sums }: Ruling): void {
  const rows = chartRows(sums)
  const height = HEAD_PX + rows.length * ROW_PX
  const svg = into.createSvg('svg', {
    cls: 'forge-chart',
    attr: { role: 'img', 'aria-label': chartInWords(rows), width: '100%', height: String(height) },
  })
  for (const mark of [0, 5, BEST]) drawMark(svg, mark, height)
  rows.forEach((row, index) => drawRow(svg, row, HEAD_PX + index * ROW_PX + ROW_PX / 2))
}

function drawMark(svg: SVGElement, mark: number, height: number): void {
  svg.createSvg('line', { cls: 'forge-chart-mark', attr: { x1: at(mark), x2: at(mark), y1: String(HEAD_PX), y2: String(height) } })
  svg.createSvg('text', { cls: 'forge-chart-scale', attr: { x: at(mark), y: '11' } }).textContent = String(mark)
}

function drawRow(svg: SVGElement, { label, median, low, high }: ChartRow, y: number): void {
  const base = String(y + 4)
  svg.createSvg('text', { cls: 'forge-chart-label', attr: { x: '0', y: base } }).textContent = label
  svg.createSvg('line', { cls: 'forge-chart-track', attr: { x1: at(0), x2: at(BEST), y1: String(y), y2: String(y) } })
  const said = svg.createSvg('text', { cls: 'forge-chart-value', attr: { x: '100%', y: base } })
  said.textContent = median === null ? 'not scored' : String(median)
  if (median === null) return
  svg.createSvg('line', { cls: 'forge-chart-spread', attr: { x1: at(low), x2: at(high), y1: String(y), y2: String(y) } })
  svg.createSvg('circle', { cls: 'forge-chart-median', attr: { cx: at(median), cy: String(y), r: '5' } })
}

function at(score: number): string {
  return `${String(ZERO_AT + (score / BEST) * (BEST_AT - ZERO_AT))}%`
}
