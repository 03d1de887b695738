import { failure } from './failure.ts'
import { failed, ok, type Result } from './result.ts'

/** The bytes as UTF-8 text (a byte order mark stays), or a `bad-note` that says what to do. */
export function decodeStrict(file: string, bytes: Uint8Array): Result<string> {
  try {
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    const next = 'Open it in an editor, save it as UTF-8 and run the command again. Forge has not changed it.'
    return failed(failure('bad-note', `Forge cannot read ${file}.`, 'It is not UTF-8 text.', next))
  }
}
