import type { BuildAnswer } from '../notes/implement-entries.ts'

const SUBJECT_CHARS = 72
const BODY_CHARS = 72
const MAX_BODY_LINES = 60

/**
 * `type(scope): subject` on one line of at most 72 characters, the body wrapped, and the feature as a trailer. What an agent proposed
 * can neither add a line to the subject nor a trailer of its own.
 */
export function commitMessage(commit: BuildAnswer['commit'], feature: string): string {
  const body = wrapped(commit.body)
  return [commitSubject(commit), ...(body === '' ? [] : [body]), `Forge-Feature: ${feature}`].join('\n\n')
}

export function commitSubject(commit: BuildAnswer['commit']): string {
  const type =
    commit.type
      .toLowerCase()
      .replace(/[^a-z]/g, '')
      .slice(0, 12) || 'feat'
  const scope = commit.scope
    .replace(/[^\p{L}\p{N}._/-]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 24)
  const prefix = `${type}${scope === '' ? '' : `(${scope})`}: `
  const subject = oneLine(commit.subject).replace(/\.+$/, '') || 'change the code as planned'
  return cut(prefix + withoutPrefix(subject, type), SUBJECT_CHARS)
}

/** Models often repeat `feat(x):` inside the subject. */
function withoutPrefix(subject: string, type: string): string {
  return subject.replace(new RegExp(`^${type}(?:\\([^)]*\\))?!?:\\s*`, 'i'), '') || subject
}

function oneLine(text: string): string {
  return text.replace(/[\p{C}\s]+/gu, ' ').trim()
}

function cut(text: string, chars: number): string {
  const points = [...text]
  return points.length <= chars
    ? text
    : `${points
        .slice(0, chars - 1)
        .join('')
        .trimEnd()}…`
}

function wrapped(body: string): string {
  const paragraphs = body
    .replace(/\r\n?/g, '\n')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.split('\n').map(wrapLine).join('\n'))
  const lines = paragraphs
    .filter((paragraph) => paragraph.trim() !== '')
    .join('\n\n')
    .split('\n')
  return lines.slice(0, MAX_BODY_LINES).map(noTrailer).join('\n').trim()
}

function wrapLine(line: string): string {
  const lines: string[] = []
  for (const word of line
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .split(/\s+/)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length + 1 <= BODY_CHARS) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.join('\n')
}

/** `Signed-off-by: …` is a person's to give. */
function noTrailer(line: string): string {
  return /^[A-Za-z][A-Za-z0-9-]*-[A-Za-z0-9-]+:\s/.test(line) ? `- ${line}` : line
}
