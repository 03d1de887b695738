type Environment = Readonly<Record<string, string>>

/** Who the person is and where their settings are; every other variable of git's own would point Forge at another repository or change what it prints. */
const KEPT =
  /^GIT_(?:(?:AUTHOR|COMMITTER)_(?:NAME|EMAIL)|CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM)|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM)$/i

/** Programs that git would start to ask or to show something: there is nobody to look at them. */
const TALKERS = /^(?:EDITOR|VISUAL|PAGER|PREFIX|SSH_ASKPASS|LANGUAGE|LC_ALL)$/i

/** The environment for git, from the person's own. Messages are in English because they go into failures. */
export function gitEnvironment(env: Environment): Environment {
  const kept = Object.entries(env).filter(([name]) => (/^GIT_/i.test(name) ? KEPT.test(name) : !TALKERS.test(name)))
  return { ...Object.fromEntries(kept), GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' }
}
