import { BOARD_VIEW, openBoard } from '../board/board-view.ts'
import type { Forge } from '../forge.ts'

/** Shows the board, which explains itself, to a person who has just switched the plugin on; creates nothing. */
export function greet({ app }: Forge): void {
  app.workspace.onLayoutReady(() => {
    if (app.workspace.getLeavesOfType(BOARD_VIEW).length === 0) void openBoard(app)
  })
}
