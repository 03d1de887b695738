// A command agent that writes down what it is asked and answered, and lets the rehearsal's story answer.
// FORGE_TEST_LOG: file of one JSON line per event. FORGE_TEST_MISBEHAVE: `role:how`, to play a broken agent in that role.
import { spawnSync } from 'node:child_process'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'

const input = readFileSync(0, 'utf8')
const task = JSON.parse(input)
const note = (event) => appendFileSync(process.env.FORGE_TEST_LOG, `${JSON.stringify({ event, role: task.role, focus: task.focus, try: task.try, attempt: task.attempt })}\n`)
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)

const BROKEN = {
  crash: () => {
    process.stderr.write('Segmentation fault (played)\n')
    process.exit(139)
  },
  garbage: () => process.stdout.write('this is not JSON\n{"type":\n\u0000\u0001\n'),
  silent: () => undefined,
  hang: () => setInterval(() => undefined, 1000),
  flood: () => {
    const line = `${'x'.repeat(1_000_000)}\n`
    for (let megabyte = 0; megabyte < 200; megabyte += 1) writeAll(line)
  },
  schema: () => say({ type: 'result', answer: { nothing: 'that was asked for' } }),
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

note('asked')
const [role, how] = (process.env.FORGE_TEST_MISBEHAVE ?? '').split(':')
if (role === task.role && how !== 'meddle') BROKEN[how]()
else {
  if (role === task.role) BROKEN.meddle()
  const played = spawnSync(process.execPath, [process.env.FORGE_TEST_STORY], { input, encoding: 'utf8' })
  note('answered')
  process.stdout.write(played.stdout)
  process.stderr.write(played.stderr)
  process.exitCode = played.status ?? 1
}
