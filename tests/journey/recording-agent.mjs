// A command agent that writes down what it is asked and answered, and lets the rehearsal's story answer.
// FORGE_TEST_LOG: file of one JSON line per event. FORGE_TEST_MISBEHAVE: `role:how`, to play a broken agent in that role;
// `role:wait` answers as usual, once the log has a file `.go` beside it.
import { spawnSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const input = readFileSync(0, 'utf8')
const task = JSON.parse(input)
const prompt = createHash('sha256').update(task.prompt).digest('hex').slice(0, 16)
const stamp = `stamp${randomUUID().slice(0, 8)}`
const note = (event) =>
  appendFileSync(
    process.env.FORGE_TEST_LOG,
    `${JSON.stringify({ event, role: task.role, focus: task.focus, try: task.try, attempt: task.attempt, prompt, stamp })}\n`,
  )
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)

const BROKEN = {
  crash: () => {
    process.stderr.write('Segmentation fault (played)\n')
    process.exit(139)
  },
  garbage: () => process.stdout.write('this is not JSON\n{"type":\n\u0000\u0001\n'),
  silent: () => undefined,
  hang: () => setTimeout(() => undefined, 120_000),
  flood: () => {
    const line = `${'x'.repeat(1_000_000)}\n`
    for (let megabyte = 0; megabyte < 200; megabyte += 1) writeAll(line)
  },
  schema: () => say({ type: 'result', answer: { nothing: 'that was asked for' } }),
  wait: async () => {
    while (!existsSync(`${process.env.FORGE_TEST_LOG}.go`)) await pause(20)
  },
  idle: () =>
    say({
      type: 'result',
      answer: { summary: 'All done', decisions: [], commit: { type: 'feat', scope: 'x', subject: 'do it', body: '' } },
    }),
  meddle: () => writeFileSync('meddled.txt', 'an agent with read access wrote this\n'),
}

function writeAll(text) {
  try {
    writeFileSync(1, text)
  } catch (thrown) {
    if (thrown.code !== 'EAGAIN') throw thrown
    writeAll(text)
  }
}

/** Where each role's answer carries its stamp, in a text that ends up in a note. */
const STAMPED = {
  juror: (answer) => ({ ...answer, change_my_mind: `${answer.change_my_mind} ${stamp}` }),
  planner: (answer) => ({ ...answer, summary: `${answer.summary} ${stamp}` }),
  builder: (answer) => ({ ...answer, summary: `${answer.summary} ${stamp}` }),
  reviewer: (answer) => ({ ...answer, architecture_notes: [...answer.architecture_notes, stamp] }),
  verifier: (answer) => ({ ...answer, reason: `${answer.reason} ${stamp}` }),
  historian: (answer) => ({ ...answer, what_worked: [...answer.what_worked, stamp] }),
  arbiter: (answer) => ({ ...answer, reason: `${answer.reason} ${stamp}` }),
}

/** The story costs nothing; here an answer costs a cent. */
function stamped(line) {
  if (line.startsWith('{"type":"usage"')) return JSON.stringify({ ...JSON.parse(line), cost_usd: 0.01 })
  if (!line.startsWith('{"type":"result"')) return line
  return JSON.stringify({ type: 'result', answer: STAMPED[task.role](JSON.parse(line).answer) })
}

note('asked')
const [role, how] = (process.env.FORGE_TEST_MISBEHAVE ?? '').split(':')
if (role === task.role && !['meddle', 'wait'].includes(how)) BROKEN[how]()
else {
  if (role === task.role) await BROKEN[how]()
  const played = spawnSync(process.execPath, [process.env.FORGE_TEST_STORY], { input, encoding: 'utf8' })
  note('answered')
  process.stdout.write(played.stdout.split('\n').map(stamped).join('\n'))
  process.stderr.write(played.stderr)
  process.exitCode = played.status ?? 1
}
