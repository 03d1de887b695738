import { BOARD_VIEW, openBoard } from '../board/board-view.ts'
import type { Forge } from '../forge.ts'
import { guarded } from '../guard.ts'

/** Shows the board, which explains itself, to a person who has just switched the plugin on; creates nothing. */
export function greet({ app, notices }: Forge): void {
  app.workspace.onLayoutReady(() => {
    if (app.workspace.getLeavesOfType(BOARD_VIEW).length === 0)
      void guarded(notices, { name: 'Open board', about: 'board' }, () => openBoard(app))
  })
}
