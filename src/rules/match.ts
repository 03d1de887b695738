import { bookRules, type BookRule, type RuleBook } from './book.ts'
import { shared, subjectWords, words } from './words.ts'

/** What rules are wanted for: the files that are touched, and what the work is about. */
export interface Subject {
  readonly paths: readonly string[]
  readonly text: string
}

const RULES_MAX = 12
/** Rules of these files fit any work. */
const GENERAL = new Set(['workflow', 'general', 'process', 'core', 'common', 'project', 'testing'])
/** A rule of another file fits where it shares this many subject words with the work. */
const WORDS_TO_FIT = 3

/** File endings that tell a stack; what is not listed is told by its own name (`src/django/…`, `go.md` and `main.go`). */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  react: ['tsx', 'jsx'],
  typescript: ['ts', 'tsx', 'mts', 'cts'],
  javascript: ['js', 'jsx', 'mjs', 'cjs'],
  node: ['js', 'mjs', 'cjs', 'ts'],
  frontend: ['tsx', 'jsx', 'css', 'scss', 'html', 'vue', 'svelte'],
  css: ['css', 'scss', 'less'],
  vue: ['vue'],
  svelte: ['svelte'],
  python: ['py'],
  django: ['py'],
  postgres: ['sql'],
  database: ['sql'],
  sql: ['sql'],
  rust: ['rs'],
  ruby: ['rb'],
  rails: ['rb'],
  java: ['java'],
  kotlin: ['kt'],
  swift: ['swift'],
  shell: ['sh', 'bash'],
  docs: ['md'],
}

/** The rules that fit the work, the nearest first, twelve at most. Pure. */
export function rulesFor(book: RuleBook, subject: Subject): readonly BookRule[] {
  const about = subjectWords(`${subject.text} ${subject.paths.join(' ')}`)
  const ranked = bookRules(book).map((rule) => ({ rule, score: scoreOf(rule, about, subject) }))
  const fitting = ranked.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score)
  return fitting.slice(0, RULES_MAX).map(({ rule }) => rule)
}

/** 0: does not fit. Rules whose file fits come before those that only share words. */
function scoreOf(rule: BookRule, about: ReadonlySet<string>, subject: Subject): number {
  const common = shared(subjectWords(`${rule.rule.name} ${rule.rule.context} ${rule.rule.pattern}`), about).length
  if (fileFits(rule.path, about, subject.paths)) return 1 + common
  return common >= WORDS_TO_FIT ? common / (common + 1) : 0
}

function fileFits(path: string, about: ReadonlySet<string>, paths: readonly string[]): boolean {
  const topics = words((path.split('/').at(-1) ?? '').replace(/\.md$/, ''))
  return topics.some((topic) => GENERAL.has(topic) || [...subjectWords(topic)].some((word) => about.has(word)) || hasEnding(paths, topic))
}

function hasEnding(paths: readonly string[], topic: string): boolean {
  const endings = ENDINGS[topic] ?? [topic]
  return paths.some((path) => endings.includes((path.split('.').at(-1) ?? '').toLowerCase()))
}
