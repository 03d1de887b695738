/** The board, as Obsidian's workspace names it. */
export const BOARD_VIEW = 'forge-pipeline-board'
