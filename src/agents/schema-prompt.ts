import type { Task } from './kind.ts'

/** The prompt of a CLI that is told in words what its answer must look like. */
export function withSchema({ prompt, schema }: Pick<Task, 'prompt' | 'schema'>): string {
  return `${prompt}\n\nYour last message is the answer: one JSON object that fits this JSON Schema, and nothing else.\n${JSON.stringify(schema)}\n`
}

/** A text that begins with a slash would be taken for one of the CLI's own commands, even where those are switched off. */
export function notACommand(prompt: string): string {
  return prompt.trimStart().startsWith('/') ? `Read this and do what it says:\n\n${prompt}` : prompt
}
