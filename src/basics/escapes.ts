const ESC = String.fromCharCode(27)
const BELL = String.fromCharCode(7)

/** Colours and cursor moves; titles and links, whose text may be left open; other two- and three-letter sequences. */
const SEQUENCES = new RegExp(
  [`${ESC}\\[[0-?]*[ -/]*[@-~]`, `${ESC}[\\]PX^_][^${BELL}${ESC}]*(?:${BELL}|${ESC}\\\\)?`, `${ESC}[ -/]*[0-~]`].join('|'),
  'g',
)

/** Text without a terminal's escape sequences. */
export function withoutEscapes(text: string): string {
  return text.replace(SEQUENCES, '')
}
