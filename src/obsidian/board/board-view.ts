import { ItemView, type App, type WorkspaceLeaf } from 'obsidian'
import type { Forge } from '../forge.ts'
import { Board } from './board.ts'
import { BOARD_VIEW } from './view-type.ts'
export { BOARD_VIEW } from './view-type.ts'

/** What waits for the person, what runs, and every feature with its next step. */
export class BoardView extends ItemView {
  override icon = 'hammer'

  constructor(
    leaf: WorkspaceLeaf,
    private readonly forge: Forge,
  ) {
    super(leaf)
  }

  override getViewType(): string {
    return BOARD_VIEW
  }

  override getDisplayText(): string {
    return 'Forge'
  }

  override onOpen(): Promise<void> {
    this.addChild(new Board(this.forge, this.contentEl))
    return Promise.resolve()
  }
}

/** Shows the board, the one that is open where there is one. */
export async function openBoard({ workspace }: App): Promise<void> {
  const [open] = workspace.getLeavesOfType(BOARD_VIEW)
  const leaf = open ?? workspace.getLeaf('tab')
  if (open === undefined) await leaf.setViewState({ type: BOARD_VIEW, active: true })
  await workspace.revealLeaf(leaf)
}
