import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { readText } from '../node/files.ts'

const LINE = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/

/** The variables of `env_file` (`NAME=value` lines, `#` comments, optional quotes); none where no file is set. Fails with `bad-config`. */
export async function readEnvFile(file: string | null): Promise<Result<Readonly<Record<string, string>>>> {
  if (file === null) return ok({})
  const text = await readText(file)
  if (!text.ok) return text
  if (text.value === null) {
    return failed(
      failure(
        'bad-config',
        `The env_file ${file} is missing.`,
        'The device config names it.',
        'Create it, or remove env_file from the config.',
      ),
    )
  }
  return ok(parseEnv(text.value))
}

/** Pure. A line that sets nothing is passed over; the last one of a name counts. As in a shell, ` #` begins a comment outside of quotes. */
export function parseEnv(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(/\r?\n/).flatMap((line) => {
    const [, name, value] = LINE.exec(line) ?? []
    return name === undefined || value === undefined ? [] : [[name, unquote(value)] as const]
  })
  return Object.fromEntries(pairs)
}

function unquote(value: string): string {
  const [, , inner] = /^(["'])(.*?)\1(?:\s+#.*)?$/.exec(value) ?? []
  return inner ?? value.replace(/\s+#.*$/, '')
}
