// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest'
import { ok } from '../../../src/basics/result.ts'
import { chartInWords, chartRows, drawCourt } from '../../../src/obsidian/board/court-chart.ts'
import type { CriterionSum } from '../../../src/notes/ruling.ts'
import { ObsidianVault } from '../../../src/obsidian/obsidian-vault.ts'
import { MockApp } from '../mock-app.ts'
import { sampleCourt } from './sample-notes.ts'

const sum = (criterion: CriterionSum['criterion'], median: number | null, low: number | null, high: number | null): CriterionSum => ({
  criterion,
  median,
  low,
  high,
  votes: 3,
  weight: 1,
})

describe('the numbers of the chart', () => {
  it('are all the same way round: the spread of a cost is turned as its median is', () => {
    expect(chartRows([sum('benefit', 7, 6, 9), sum('burden', 7, 2, 4)])).toEqual([
      { label: 'Benefit', median: 7, low: 6, high: 9 },
      { label: 'Burden', median: 7, low: 6, high: 8 },
    ])
  })

  it('are told in words, too', () => {
    const rows = chartRows([sum('benefit', 7, 6, 9), sum('necessity', 5, 5, 5), sum('currency', null, null, null)])
    expect(chartInWords(rows)).toBe(
      'Scores of the court, 10 is best. Benefit: median 7, from 6 to 9. Necessity: median 5, all alike. Currency: not scored.',
    )
  })
})

describe('the chart of a court note', () => {
  let into: HTMLElement
  beforeEach(() => {
    into = createDiv()
  })

  it('draws a point for each median and a bar for each spread, where they belong', async () => {
    const app = new MockApp()
    const notes = sampleCourt('gift-cards', 'Gift cards')
    for (const [path, text] of Object.entries(notes)) await app.put(path, text)
    await drawCourt(new ObsidianVault(app.real), Object.keys(notes)[0] ?? '', into)
    const svg = into.querySelector('svg')
    expect(svg?.getAttribute('role')).toBe('img')
    expect(svg?.getAttribute('aria-label')).toContain('Necessity: median 6, from 2 to 7.')
    expect(svg?.querySelectorAll('circle')).toHaveLength(6)
    const [, necessity] = svg?.querySelectorAll('.forge-chart-spread') ?? []
    expect([necessity?.getAttribute('x1'), necessity?.getAttribute('x2')]).toEqual(['41%', '71%'])
    expect([...into.querySelectorAll('li')].map((li) => li.textContent)).toContain('7.0 is at least 6.5, so the score says GO.')
  })

  it('says so where a note holds no sum, or is gone', async () => {
    for (const text of ['---\nverdict: GO\n---\nOld words.\n', null]) {
      into.empty()
      await drawCourt({ read: () => Promise.resolve(ok(text)) }, 'x', into)
      expect(into.querySelector('svg')).toBeNull()
      expect(into.textContent).toContain('holds no sum')
    }
  })
})
