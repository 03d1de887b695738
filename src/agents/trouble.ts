/** Why a service did not answer, where that has nothing to do with the question. */
export type Trouble = 'overloaded' | 'used-up' | 'shut-out' | 'unreachable' | 'failing' | 'missing'

/** What CLIs and services say, the surest signs first. */
const SIGNS: readonly (readonly [Trouble, RegExp])[] = [
  [
    'used-up',
    /usage limit|exceeded[^.]{0,20}quota|quota (?:is )?(?:exceeded|exhausted|used)|credit balance|insufficient (?:funds|balance|credit|quota)|payment required|\b402\b/i,
  ],
  [
    'shut-out',
    /\b40[13]\b|unauthori[sz]ed|forbidden|authenticat|invalid[^.]{0,20}api.?key|not logged in|log ?in again|no auth|auth method/i,
  ],
  ['overloaded', /\b(?:429|529|503)\b|overloaded|rate.?limit|too many requests|at capacity|resource.?exhausted/i],
  ['unreachable', /ECONNREFUSED|ENOTFOUND|ECONNRESET|ETIMEDOUT|EAI_AGAIN|connection|fetch failed|socket|network|disconnected/i],
  [
    'failing',
    /\b5\d\d\b|internal server error|bad gateway|non-SSE response|(?:empty|malformed|invalid|incomplete)[^.]{0,12} (?:response|json)/i,
  ],
]

/** What the words of an error tell of the service; null where they tell nothing of it. */
export function troubleOf(message: string): Trouble | null {
  return SIGNS.find(([, sign]) => sign.test(message))?.[0] ?? null
}
