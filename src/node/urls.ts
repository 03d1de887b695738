import { fileURLToPath } from 'node:url'

/** The file that a `file:` URL names. */
export function fileOfUrl(url: string): string {
  return fileURLToPath(url)
}
