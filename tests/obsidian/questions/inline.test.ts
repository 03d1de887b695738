// @vitest-environment jsdom
import type { MarkdownPostProcessorContext, MarkdownRenderChild } from 'obsidian'
import * as mocks from 'obsidian-test-mocks/obsidian'
import { describe, expect, it, vi } from 'vitest'
import { readFeature } from '../../../src/feature/feature.ts'
import { nextSteps } from '../../../src/feature/next.ts'
import type { Forge } from '../../../src/obsidian/forge.ts'
import { showQuestionButtons } from '../../../src/obsidian/questions/inline.ts'
import type { Vault } from '../../../src/vault/vault.ts'
import { answerPlan, decided, go, PLAN, PLAN_2 } from '../../implement/journey.ts'
import type { World } from '../../implement/fakes.ts'

vi.mock('../../../src/obsidian/load-desktop.ts', () => ({ canRun: () => false, loadDesktop: () => Promise.resolve(null) }))

/** A note that is on the screen: its list, and what Obsidian tells the plugin about it. */
class Screen {
  readonly el = createDiv()
  readonly children: MarkdownRenderChild[] = []
  readonly said: string[] = []
  readonly vault: Vault
  /** Tells of files that move. */
  private readonly files = new mocks.Events()
  private standing: unknown = null
  private readonly listeners = new Set<(names: ReadonlySet<string>) => void>()
  private draw: (el: HTMLElement, context: MarkdownPostProcessorContext) => unknown = () => undefined

  constructor(
    readonly world: World,
    readonly path: string,
    private readonly section: { text: string; lineStart: number; lineEnd: number } | null,
  ) {
    this.vault = world.run().vault
    const parts = {
      app: { vault: this.files },
      vault: this.vault,
      notices: { say: (_: string, text: string) => this.said.push(text) },
      plugin: { registerMarkdownPostProcessor: (draw: typeof this.draw) => (this.draw = draw) },
      features: {
        ofNote: () => this.standing,
        onChange: (listener: (names: ReadonlySet<string>) => void) => {
          this.listeners.add(listener)
          return () => this.listeners.delete(listener)
        },
      },
    }
    showQuestionButtons(parts as unknown as Forge)
    this.el.createEl('ul').createEl('li')
  }

  get listening(): number {
    const moves: unknown = Reflect.get(this.files, '_')
    return this.listeners.size + Object.values(moves ?? {}).flat<unknown[]>().length
  }

  /** Obsidian draws the part of the note. */
  async show(): Promise<void> {
    await this.read()
    const context = {
      sourcePath: this.path,
      docId: 'x',
      frontmatter: null,
      addChild: (child: MarkdownRenderChild) => {
        this.children.push(child)
        child.load()
      },
      getSectionInfo: () => this.section,
    }
    this.draw(this.el, context)
  }

  /** The open note moves, and Obsidian leaves what is drawn as it is. */
  async move(to: string): Promise<void> {
    this.world.notes.set(to, this.world.text(this.path))
    this.world.notes.delete(this.path)
    this.files.trigger('rename', { path: to }, this.path)
    await this.change()
  }

  async change(): Promise<void> {
    await this.read()
    for (const listener of this.listeners) listener(new Set(['billing']))
  }

  labels(): readonly string[] {
    return Array.from(this.el.querySelectorAll('.forge-question > *')).map((part) => part.textContent)
  }

  private async read(): Promise<void> {
    const feature = await readFeature(this.world.run().vault, 'billing')
    this.standing = feature.ok && feature.value.heads.length > 0 ? { feature: feature.value, next: nextSteps(feature.value) } : null
  }
}

/** A plan on the screen; the part that is drawn holds the boxes. */
async function screen(shown = PLAN): Promise<Screen> {
  const world = await decided()
  await go(world)
  const text = world.text(PLAN)
  const line = text.split('\n').findIndex((one) => one.includes('^q-plan-approve'))
  return new Screen(world, shown, { text, lineStart: line, lineEnd: line + 2 })
}

describe('the row under a question of a note', () => {
  it('follows the note for as long as it is shown', async () => {
    const shown = await screen()
    await shown.show()
    await vi.waitFor(() => expect(shown.labels()).toEqual(['Approve', 'Revise', 'Stop']))
    expect(shown.el.querySelector('button')?.getAttribute('aria-label')).toBe('Approve this plan')
    answerPlan(shown.world, PLAN, 'approve')
    await shown.change()
    await vi.waitFor(() => expect(shown.labels()).toEqual(['Answered: approve; it waits for the desktop.']))
    expect(shown.listening).toBe(2)
    for (const child of shown.children) child.unload()
    expect(shown.listening).toBe(0)
  })

  it('goes with a note that is moved while it is open', async () => {
    const shown = await screen()
    await shown.show()
    await vi.waitFor(() => expect(shown.labels()).toEqual(['Approve', 'Revise', 'Stop']))
    const moved = PLAN.replace('2026-03-05', '2026-03-06')
    await shown.move(moved)
    answerPlan(shown.world, moved, 'approve')
    await shown.change()
    await vi.waitFor(() => expect(shown.labels()).toEqual(['Answered: approve; it waits for the desktop.']))
  })

  it('is drawn once', async () => {
    const shown = await screen()
    await shown.show()
    await shown.show()
    expect(shown.el.querySelectorAll('.forge-question')).toHaveLength(1)
  })

  it('goes when its note does, or when another version asks', async () => {
    const shown = await screen()
    await shown.show()
    await vi.waitFor(() => expect(shown.labels()).not.toEqual([]))
    answerPlan(shown.world, PLAN, 'revise', 'Other.')
    await go(shown.world)
    expect(shown.world.text(PLAN_2)).toContain('version: 2')
    await shown.change()
    await vi.waitFor(() => expect(shown.labels()).toEqual([]))
    shown.world.notes.clear()
    await shown.change()
    expect(shown.labels()).toEqual([])
  })

  it('tells a bug in a notice', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const shown = await screen()
    vi.spyOn(shown.vault, 'read').mockRejectedValue(new TypeError('x is undefined'))
    await shown.show()
    await vi.waitFor(() => expect(shown.said).toEqual([expect.stringContaining('x is undefined')]))
    logged.mockRestore()
  })

  it('is drawn in notes of Forge alone, and under the part that asks', async () => {
    const foreign = await screen('diary/plan.md')
    await foreign.show()
    expect(foreign.children).toEqual([])
    const { world } = foreign
    const text = world.text(PLAN)
    for (const section of [null, { text, lineStart: 0, lineEnd: 3 }]) {
      const other = new Screen(world, PLAN, section)
      await other.show()
      expect(other.children).toEqual([])
    }
  })
})
