import { command } from './command.ts'
import type { Kind } from './kind.ts'

/** A person who sits on the court or builds by hand. Nothing is spawned: whoever asks reads the person's own form instead. */
export const person: Kind = { ...command, name: 'person', install: '' }
