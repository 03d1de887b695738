/** Why a service did not answer, where that has nothing to do with the question. */
export type Trouble = 'overloaded' | 'used-up' | 'shut-out' | 'unreachable' | 'failing' | 'garbled' | 'cut' | 'missing'

/** What CLIs and services say, the surest signs first. */
const SIGNS: readonly (readonly [Trouble, RegExp])[] = [
  ['used-up', /usage limit|exceeded[^.]{0,20}quota|quota (?:is )?(?:exceeded|exhausted|used)|credit balance/i],
  ['used-up', /insufficient (?:funds|balance|credit|quota)|payment required|\b402\b/i],
  ['shut-out', /\b40[13]\b|unauthori[sz]ed|forbidden|authenticat|invalid[^.]{0,20}api.?key/i],
  ['shut-out', /not logged in|log ?in again|no auth|set an auth method/i],
  ['overloaded', /\b(?:429|529|503)\b|overloaded|high demand|rate.?limit|too many requests|at capacity|resource.?exhausted/i],
  ['overloaded', /wait and try again later|increase your limits/i],
  ['failing', /\b5\d\d\b|internal server error|bad gateway/i],
  ['garbled', /step ended with "(?:unknown|other)"|non-SSE response|(?:empty|malformed|invalid|incomplete)[^.]{0,12} (?:response|json)/i],
  ['cut', /stream (?:disconnected|closed|ended)|(?:^|: )terminated\b|other side closed|socket hang up/i],
  ['cut', /ECONNRESET|connection[^.]{0,20} (?:lost|closed|reset)/i],
  ['unreachable', /ECONNREFUSED|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|connection|fetch failed|socket|network/i],
]

/** A line number or a time is no status of a service: a crash often ends with where it happened, and after how long. */
const NO_STATUS = /:\d+:\d+\b|\.[a-z]{1,4}:\d+\b|\blines? \d+(?:-\d+)?|\b\d+ ?m?s\b/gi

/** A program that is broken itself says nothing of its service, whatever the names in it are. */
const OWN_FAULT = /cannot find (?:module|package)|no module named|is not (?:defined|a function)|cannot read propert/i

/** What the words of an error tell of the service; null where they tell nothing of it. */
export function troubleOf(message: string): Trouble | null {
  if (OWN_FAULT.test(message)) return null
  const said = message.replace(NO_STATUS, '')
  return SIGNS.find(([, sign]) => sign.test(said))?.[0] ?? null
}
