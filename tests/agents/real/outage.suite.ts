import { describe, it } from 'vitest'
import { expectBlame, type Fault } from './blame.ts'
import { PRESENT } from './scene.ts'

const FAULTS: readonly Fault[] = [
  { fault: '500', turn: { status: 500 }, code: 'agent-failed', blame: 'fails' },
  { fault: '529', turn: { status: 529 }, code: 'agent-failed', blame: 'is overloaded' },
  { fault: 'half an answer', turn: { cut: true }, code: 'agent-failed', blame: 'broke off' },
]

describe.each(PRESENT)('$kind', (cli) => {
  it.each(FAULTS)('says what is wrong where its service answers with $fault', (fault) => expectBlame(cli, fault))
})
