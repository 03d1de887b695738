import type { Verb } from './verb.ts'
import { lookVerbs } from './verbs-look.ts'
import { setupVerbs } from './verbs-setup.ts'
import { stageVerbs } from './verbs-stage.ts'

/** Every command of the terminal, in the order of its help. */
export const VERBS: readonly Verb[] = [...lookVerbs, ...setupVerbs, ...stageVerbs]
