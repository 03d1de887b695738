import { command } from './command.ts'
import type { Kind } from './kind.ts'

/** The scripted agent of the demo: a real process that speaks the command protocol and says in every answer that it is scripted. */
export const rehearsal: Kind = {
  ...command,
  name: 'rehearsal',
  family: () => 'rehearsal',
  install: 'Install Node.js 20.19 or newer; if it is there, install Forge again: its `templates/rehearsal` folder is missing.',
  variables: ['FORGE_REHEARSAL_*'],
}
