import type { Command } from 'obsidian'
import { FuzzySuggestModal } from './suggest.ts'

/** The commands of a plugin that can run now, the one used last first. */
export class Palette extends FuzzySuggestModal<Command> {
  private static readonly recent: string[] = []

  constructor(
    app: unknown,
    private readonly commands: readonly Command[],
  ) {
    super(app)
    this.setPlaceholder('Select a command…')
    this.setInstructions([
      { command: '↑↓', purpose: 'to navigate' },
      { command: '↵', purpose: 'to use' },
      { command: 'esc', purpose: 'to dismiss' },
    ])
  }

  getItems(): Command[] {
    const { recent } = Palette
    return this.commands.filter(canRun).sort((a, b) => recent.indexOf(b.id) - recent.indexOf(a.id))
  }

  getItemText(command: Command): string {
    return command.name
  }

  onChooseItem(command: Command): void {
    Palette.recent.push(command.id)
    run(command)
  }
}

/** A command with a check shows only where the check agrees. */
export function canRun(command: Command): boolean {
  return command.checkCallback === undefined || command.checkCallback(true) === true
}

export function run(command: Command): void {
  if (command.checkCallback === undefined) void Reflect.apply(command.callback ?? (() => undefined), undefined, [])
  else command.checkCallback(false)
}
