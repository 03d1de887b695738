import { Command, CommanderError } from 'commander'
import { exitOf, failure, toMessage, type ExitCode } from '../basics/failure.ts'
import { FileTrouble } from '../node/file-failure.ts'
import { describeFailure, failurePrintout, type Printout, type Screen } from './screen.ts'
import type { Surroundings } from './surroundings.ts'
import { textFlag, type CommonFlags, type Verb } from './verb.ts'
import { VERBS } from './verbs.ts'

/** Parses, acts, prints, and gives the exit code. Never throws for what a person typed. */
export async function runProgram(argv: readonly string[], place: Surroundings): Promise<ExitCode> {
  const printed: Printout[] = []
  const json = argv.includes('--json')
  let told = ''
  const program = makeProgram(place, printed, (text) => (told += text))
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return print(place.screen, json, printed[0] ?? { document: {}, text: '', exit: 0 })
  } catch (thrown) {
    if (thrown instanceof CommanderError)
      return print(place.screen, json, thrown.exitCode === 0 ? asked(thrown, told) : usageError(thrown, argv))
    if (thrown instanceof FileTrouble) return print(place.screen, json, failurePrintout(thrown.failure, exitOf(thrown.failure.code)))
    throw thrown
  }
}

function makeProgram(place: Surroundings, printed: Printout[], tell: (text: string) => void): Command {
  const program = withCommon(new Command('forge'))
    .description('From spec to reviewed, delivered code. Without a command: what waits for you and what is next.')
    .version(place.version)
    .enablePositionalOptions(false)
    .exitOverride()
    .configureOutput({ writeOut: tell, writeErr: () => undefined })
  for (const verb of VERBS) addVerb(program, verb, place, printed)
  return program
}

function addVerb(program: Command, verb: Verb, place: Surroundings, printed: Printout[]): void {
  const command = verb.usage === '' ? program : program.command(verb.usage).description(verb.summary).exitOverride()
  command.copyInheritedSettings(program).allowExcessArguments(false)
  if (verb.usage !== '') withCommon(command)
  for (const [flags, description] of verb.options) command.option(flags, description)
  command.action(async () => {
    const flags: Readonly<Record<string, unknown>> = { ...program.opts(), ...command.opts() }
    const words = command.registeredArguments.map((_, index) => command.args[index] ?? null)
    printed.push(await verb.act(place, commonOf(flags), words, flags))
  })
}

function withCommon(command: Command): Command {
  return command
    .option('--json', 'print one JSON document and nothing else')
    .option('--vault <dir>', 'the vault (default: found from the working folder)')
    .option('--repo <name-or-dir>', 'the linked repo (default: found from the working folder)')
}

function commonOf(flags: Readonly<Record<string, unknown>>): CommonFlags {
  return { json: flags['json'] === true, vault: textFlag(flags, 'vault'), repo: textFlag(flags, 'repo') }
}

/** The help or the version, which the parser hands out by itself. */
function asked(thrown: CommanderError, text: string): Printout {
  return { document: { [thrown.code === 'commander.version' ? 'version' : 'help']: text.trimEnd() }, text, exit: 0 }
}

function usageError(thrown: CommanderError, argv: readonly string[]): Printout {
  const word = commandWord(argv)
  const verb = VERBS.find((each) => each.usage !== '' && each.usage.split(' ')[0] === word)
  const unknown = verb === undefined && word !== null && thrown.code === 'commander.excessArguments'
  const why = unknown ? `There is no command "${word}"` : sentence(toMessage(thrown))
  const known = verb === undefined ? 'forge --help' : `forge ${word ?? ''} --help`
  const next = unknown ? 'Run forge --help to see the commands.' : `Run ${known} to see what it takes.`
  const wrong = failure('bad-usage', 'Forge does not understand this command.', `${why}.`, next)
  return failurePrintout(wrong, exitOf(wrong.code))
}

/** The first word that is neither an option nor the value of one that every command takes. */
function commandWord(argv: readonly string[]): string | null {
  return argv.find((word, at) => !word.startsWith('-') && !['--vault', '--repo'].includes(argv[at - 1] ?? '')) ?? null
}

/** A message of the parser's, without its "error:" and its last full stop. */
function sentence(message: string): string {
  const words = message
    .replace(/^error: /, '')
    .replace(/\n/g, ' ')
    .replace(/\.$/, '')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

function print(screen: Screen, json: boolean, printout: Printout): ExitCode {
  const error = errorOf(printout.document)
  if (json) screen.stdout(`${JSON.stringify(printout.document)}\n`)
  else if (printout.text !== '') screen.stdout(printout.text.endsWith('\n') ? printout.text : `${printout.text}\n`)
  if (!json && error !== null) screen.stderr(`${describeFailure(error)}\n`)
  return printout.exit
}

function errorOf(document: unknown) {
  return typeof document === 'object' && document !== null && 'error' in document && isFailure(document.error) ? document.error : null
}

function isFailure(value: unknown): value is Parameters<typeof describeFailure>[0] {
  return typeof value === 'object' && value !== null && 'what' in value && 'next' in value
}
