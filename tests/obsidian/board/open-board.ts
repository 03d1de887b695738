import { expect, onTestFinished, vi } from 'vitest'
import { Board } from '../../../src/obsidian/board/board.ts'
import type { Forge } from '../../../src/obsidian/forge.ts'
import type { Here } from '../../../src/obsidian/here.ts'
import { MockApp } from '../mock-app.ts'
import { MockDevice, mockForge } from '../mock-forge.ts'
import { sampleNotes, type Notes } from './sample-notes.ts'

/** A board over notes, on a device that was seen to have `here`. It ends with its test: its clock would paint into the next one. */
export interface Opened {
  readonly app: MockApp
  readonly forge: Forge
  readonly board: Board
  readonly el: HTMLElement
  readonly device: MockDevice
  /** What was asked for through the board. */
  readonly asked: string[]
}

export async function open(notes: Notes = sampleNotes(), here: Here | null = null): Promise<Opened> {
  const app = new MockApp()
  for (const [path, text] of Object.entries(notes)) await app.put(path, text)
  const asked: string[] = []
  const real = await mockForge(app)
  const perform: Forge['perform'] = (action, feature) => {
    asked.push(`${action} ${feature ?? '-'}`)
    return Promise.resolve()
  }
  const device = new MockDevice(here)
  const forge: Forge = { ...real, perform, device }
  const el = document.body.createDiv()
  const board = new Board(forge, el)
  board.load()
  onTestFinished(() => board.unload())
  await vi.waitFor(() => expect(el.querySelector('.forge-bar')).not.toBeNull())
  return { app, forge, board, el, device, asked }
}

export const row = (el: HTMLElement, feature: string): HTMLElement => {
  const found = el.querySelector<HTMLElement>(`.forge-row[data-feature="${feature}"]`)
  if (found === null) throw new Error(`${feature} has no row: ${el.textContent ?? ''}`)
  return found
}
export const button = (el: HTMLElement, text: string): HTMLButtonElement => {
  const found = [...el.querySelectorAll('button')].find(
    (one) => one.textContent === text || one.getAttribute('aria-label')?.startsWith(text),
  )
  if (found === undefined) throw new Error(`No button reads ${text}: ${el.textContent ?? ''}`)
  return found
}
export const shelves = (el: HTMLElement): readonly string[] =>
  [...el.querySelectorAll<HTMLElement>('.forge-shelf')]
    .filter((one) => one.isShown() || one.style.display !== 'none')
    .map((one) => one.querySelector('summary')?.textContent ?? '')
export const rows = (el: HTMLElement): readonly string[] =>
  [...el.querySelectorAll('.forge-row')].map((one) => one.getAttribute('data-feature') ?? '')
