/** Whether a line closes an open fence: the same character, at least as often, and nothing else. */
export function closesFence(line: string, fence: string): boolean {
  const mark = line.replace(/^ {1,3}/, '').replace(/[ \t]+$/, '')
  return mark.length >= fence.length && mark === fence.charAt(0).repeat(mark.length)
}
