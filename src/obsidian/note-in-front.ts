import { MarkdownView, type App, type TFile } from 'obsidian'

/** The note that the person looks at. null where the board, or any other view that shows no note, is in front: Obsidian's active file is then the last one. */
export function noteInFront(app: App): TFile | null {
  return app.workspace.getActiveViewOfType(MarkdownView)?.file ?? null
}
