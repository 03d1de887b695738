import { systemClock } from './basics/clock.ts'
import { argumentsOfProcess, leaveWith, nodeProgram, onStopSignal, openStreams, readStdin } from './node/console.ts'
import { currentFolder, environment } from './node/environment.ts'
import { dirname, join } from './node/paths.ts'
import { fileOfUrl } from './node/urls.ts'
import { runProgram } from './terminal/program.ts'

declare const FORGE_VERSION: string

const env = environment()
const screen = openStreams(env)
const stopper = new AbortController()
onStopSignal(() => {
  screen.stderr('\nStopping. What is written stays; the same command goes on from here.\n')
  stopper.abort()
})

/** The package's `templates/`, beside `dist/`. */
const templates = join(dirname(fileOfUrl(import.meta.url)), '..', 'templates')

await leaveWith(
  await runProgram(argumentsOfProcess(), {
    screen,
    env,
    folder: currentFolder(),
    clock: systemClock,
    stop: stopper.signal,
    version: FORGE_VERSION,
    rehearsal: [nodeProgram(), join(templates, 'rehearsal', 'agent.mjs')],
    readStdin,
  }),
)
