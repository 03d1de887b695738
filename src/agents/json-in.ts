/** The JSON value in a model's text: the whole text, a fenced block, or the widest pair of braces; else the text itself, so that its decoder can say what is wrong. */
export function jsonIn(text: string): unknown {
  const fenced = /```(?:json)?\s*\n([\s\S]*?)\n\s*```/.exec(text)?.[1]
  const braces = text.slice(Math.max(text.indexOf('{'), 0), text.lastIndexOf('}') + 1)
  for (const candidate of [text, fenced, braces]) {
    const value = candidate === undefined ? undefined : parse(candidate)
    if (value !== undefined) return value
  }
  return text
}

/** The JSON value of a whole text; undefined where it is not JSON. */
export function parse(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}
