/** What a git hook, or Obsidian's own process, leaves in the environment would send a command to another repository or start it as something else. */
const MISLEADING = /^(?:GIT_(?!AUTHOR_|COMMITTER_|CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM)$|SSH|ASKPASS$).*|FORGE_RUN_MARK|ELECTRON_RUN_AS_NODE)$/i

/** The person's environment for a gate; `CI` makes tools run once, without questions. */
export function gateEnvironment(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { ...Object.fromEntries(Object.entries(env).filter(([name]) => !MISLEADING.test(name))), CI: '1' }
}
